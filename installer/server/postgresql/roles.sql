-- Các vai của PostgreSQL, mỗi vai chỉ đủ quyền cho việc của mình:
--
--   okrdesk_owner   sở hữu các bảng; chỉ dùng khi cài đặt, nâng cấp và xóa theo luật
--   okrdesk         máy chủ đang chạy: đọc, ghi; không đổi bảng, không sửa và không xóa nhật ký
--   okrdesk_backup  sao lưu: chỉ đọc, tạo cơ sở dữ liệu tạm để thử, và ghi nhận phần đã được sao lưu
--
-- Chạy bằng người quản trị PostgreSQL, hai lần: trước và sau khi các bảng được tạo (lệnh nào cũng chạy lại
-- được). Mật khẩu đưa vào bằng biến, không nằm trong tệp này; install.sh làm việc đó.
--
--     psql --set ON_ERROR_STOP=1 --set database=okrdesk --file roles.sql

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['okrdesk_owner', 'okrdesk', 'okrdesk_backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE okrdesk_owner NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE okrdesk NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;
ALTER ROLE okrdesk_backup NOSUPERUSER CREATEDB NOCREATEROLE NOREPLICATION;

SELECT format('CREATE DATABASE %I OWNER okrdesk_owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO okrdesk, okrdesk_backup;

\connect :"database"

ALTER SCHEMA public OWNER TO okrdesk_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO okrdesk, okrdesk_backup;

-- Bảng đã có, và bảng mà lần nâng cấp sau sẽ tạo.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO okrdesk;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO okrdesk_backup;
ALTER DEFAULT PRIVILEGES FOR ROLE okrdesk_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO okrdesk;
ALTER DEFAULT PRIVILEGES FOR ROLE okrdesk_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO okrdesk_backup;

-- Nhật ký chỉ được viết thêm; phiên bản của bảng chỉ người sở hữu đổi.
SELECT format('REVOKE UPDATE, DELETE ON %I FROM okrdesk', name)
FROM unnest(ARRAY['change', 'log_entry', 'merkle_node', 'batch', 'checkpoint']) AS name
WHERE to_regclass(name) IS NOT NULL
\gexec
-- Nội dung của thay đổi chỉ có ở bảng này, và nhật ký băm nó: chỉ kết quả xử lý được ghi tiếp.
SELECT 'GRANT UPDATE (fate, reason, aseq, hlc_eff) ON change TO okrdesk'
WHERE to_regclass('change') IS NOT NULL
\gexec
SELECT format('REVOKE INSERT, UPDATE, DELETE ON %I FROM okrdesk', name)
FROM unnest(ARRAY['alembic_version', 'server_version']) AS name
WHERE to_regclass(name) IS NOT NULL
\gexec
-- Chữ ký của người làm chứng được thêm vào mốc đã có.
SELECT 'GRANT UPDATE (witness) ON checkpoint TO okrdesk' WHERE to_regclass('checkpoint') IS NOT NULL
\gexec
-- Sau một bản sao lưu đã được thử: phần nào của nhật ký đã an toàn.
SELECT 'GRANT UPDATE (durable) ON counter TO okrdesk_backup' WHERE to_regclass('counter') IS NOT NULL
\gexec
