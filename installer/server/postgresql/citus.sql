-- Chia các bảng của okrdesk theo cơ quan trên Citus 12 trở lên (Debian: gói postgresql-*-citus).
-- Chạy một lần, trên nút điều phối, trong cơ sở dữ liệu đã có đủ bảng và trước khi có nhiều dữ liệu:
--
--     psql --set ON_ERROR_STOP=1 --dbname okrdesk --file citus.sql
--
-- Mọi bảng cùng một nhóm (colocate), nên dữ liệu của một cơ quan nằm trên một nút và mọi giao dịch, khóa
-- ngoại, khóa dòng của counter đều ở trong nút đó. Bảng không có agency_id là của riêng nút điều phối.

CREATE EXTENSION IF NOT EXISTS citus;

BEGIN;

SELECT create_distributed_table('agency', 'agency_id', colocate_with => 'none');
SELECT create_distributed_table('blob', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('blob_part', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('catalogue', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('change', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('conflict', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('cycle', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('directive', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('document', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('draft', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('indicator', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('key_result_state', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('key_result_trace', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('link', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('measure_unit', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('meeting', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('objective_state', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('office_setting', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('period', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('person', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('rollup', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('rule_pack', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('scope_row', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('search_entry', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('sync_run', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('task', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('unit', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('catalogue_item', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('conclusion', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('delivery', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('directive_file', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('directive_item', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('evaluation', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('fault', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('indicator_target', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('indicator_value', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('objective', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('post', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('removal', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('role_grant', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('task_share', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('unit_past', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('unit_rating', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('unit_succession', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('key_result', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('objective_share', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('review', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('score', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('action_item', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('blocker', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('cause', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('check_in', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('closure', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('attachment', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('evidence', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('remark', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('step', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('account', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('agency_key', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('agency_policy', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('api_token', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('attempt', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('batch', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('checkpoint', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('counter', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('device', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('enrol_code', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('feed', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('log_entry', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('merkle_node', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('parked', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('tree_scope', 'agency_id', colocate_with => 'agency');
SELECT create_distributed_table('version_seen', 'agency_id', colocate_with => 'agency');

COMMIT;

-- Ở lại nút điều phối: meta, alembic_version, server_version.
