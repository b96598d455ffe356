BEGIN TRANSACTION;
CREATE TABLE action_item (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	key_result_id CHAR(32) NOT NULL, 
	title VARCHAR(500) NOT NULL, 
	owner_person_id CHAR(32), 
	due_on DATE, 
	done_on DATE, 
	archived BOOLEAN NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_action_item PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_action_item_agency_id_key_result_id FOREIGN KEY(agency_id, key_result_id) REFERENCES key_result (agency_id, id)
);
CREATE TABLE agency (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	name VARCHAR(300) NOT NULL, 
	superior VARCHAR(300) NOT NULL, 
	place VARCHAR(100) NOT NULL, 
	letterhead VARCHAR(10) NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_agency PRIMARY KEY (agency_id, id)
);
INSERT INTO "agency" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06247e79aac33034403ea4a0','STN','Sở Thử nghiệm','','','state',0,'{"*":117623645798400000}');
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE blob (
	agency_id CHAR(32) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_blob PRIMARY KEY (agency_id, sha256)
);
CREATE TABLE blob_part (
	agency_id CHAR(32) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	ordinal INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_blob_part PRIMARY KEY (agency_id, sha256, ordinal)
);
CREATE TABLE blocker (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	key_result_id CHAR(32) NOT NULL, 
	check_in_id CHAR(32), 
	kind VARCHAR(20) NOT NULL, 
	text TEXT NOT NULL, 
	owner_person_id CHAR(32), 
	due_on DATE, 
	closed_on DATE, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_blocker PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_blocker_agency_id_key_result_id FOREIGN KEY(agency_id, key_result_id) REFERENCES key_result (agency_id, id)
);
CREATE TABLE change (
	agency_id CHAR(32) NOT NULL, 
	cid CHAR(32) NOT NULL, 
	device CHAR(32) NOT NULL, 
	dseq BIGINT NOT NULL, 
	actor CHAR(32) NOT NULL, 
	action VARCHAR(40) NOT NULL, 
	entity VARCHAR(20) NOT NULL, 
	eid CHAR(32) NOT NULL, 
	op VARCHAR(8) NOT NULL, 
	fields TEXT NOT NULL, 
	base TEXT NOT NULL, 
	was TEXT NOT NULL, 
	hlc BIGINT NOT NULL, 
	grp CHAR(32) NOT NULL, 
	undoes CHAR(32), 
	sv INTEGER NOT NULL, 
	wall BIGINT NOT NULL, 
	tz INTEGER NOT NULL, 
	app VARCHAR(20) NOT NULL, 
	effective_on DATE, extra TEXT, fate VARCHAR(12), reason VARCHAR(24), aseq BIGINT, hlc_eff BIGINT, 
	CONSTRAINT pk_change PRIMARY KEY (agency_id, cid)
);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062771179af4eb61c9e4165e','01a2005c06247f1487afd24be709d58b',1,'01a2005c062570d1a6d1af9a552d22ad','set-up','agency','01a2005c06247e79aac33034403ea4a0','create','{"code":"STN","letterhead":"state","name":"Sở Thử nghiệm","place":"","superior":""}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062779e29dc38ba449f697fb','01a2005c06247f1487afd24be709d58b',2,'01a2005c062570d1a6d1af9a552d22ad','set-up','unit','01a2005c062771f582964ce2bee1c0cc','create','{"code":"STN","name":"Sở Thử nghiệm","ordinal":0}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062873db9be7a91364763fc6','01a2005c06247f1487afd24be709d58b',3,'01a2005c062570d1a6d1af9a552d22ad','set-up','person','01a2005c062570d1a6d1af9a552d22ad','create','{"archived":false,"code":"001","kind":"civil-servant","name":"Nguyễn Văn An"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06287f37bc1908c9db9d03de','01a2005c06247f1487afd24be709d58b',4,'01a2005c062570d1a6d1af9a552d22ad','set-up','post','01a2005c06287466bab11fefc05f0901','create','{"is_deputy":false,"is_leader":true,"person_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","share":100,"title":"","unit_id":"01a2005c-0627-71f5-8296-4ce2bee1c0cc"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c0629758c88e8f6a522d3401e','01a2005c06247f1487afd24be709d58b',5,'01a2005c062570d1a6d1af9a552d22ad','set-up','role_grant','01a2005c06287fdabeb99764a859cdbb','create','{"person_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","role":"administrator"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062976e9843b8fa17e60a07d','01a2005c06247f1487afd24be709d58b',6,'01a2005c062570d1a6d1af9a552d22ad','set-up','role_grant','01a2005c062975e49947c29865af4400','create','{"person_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","role":"planner"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297e5d89c5b0dccbf23cd6','01a2005c06247f1487afd24be709d58b',7,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c0629774098bc7a25f4b42405','create','{"archived":false,"name":"%"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297ea489bf931c49d631ba','01a2005c06247f1487afd24be709d58b',8,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c062977588e1f3c5b2c39df4e','create','{"archived":false,"name":"hồ sơ"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297edcb8e83eadd3115027','01a2005c06247f1487afd24be709d58b',9,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c0629776c88a5f951890ed733','create','{"archived":false,"name":"văn bản"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297efcb579cbbe3bbb9b93','01a2005c06247f1487afd24be709d58b',10,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c062977818be0df18dad234ee','create','{"archived":false,"name":"nhiệm vụ"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297f22b55ea111cb1a4093','01a2005c06247f1487afd24be709d58b',11,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c06297792b1a43958fc71ebf0','create','{"archived":false,"name":"người"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297f3f82bce5311d720998','01a2005c06247f1487afd24be709d58b',12,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c062977a3859b923442e5fcb7','create','{"archived":false,"name":"triệu đồng"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297f59a76bddc9d1514d78','01a2005c06247f1487afd24be709d58b',13,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c062977b58511df31022c66a6','create','{"archived":false,"name":"ngày"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297f74b09557833c779c3b','01a2005c06247f1487afd24be709d58b',14,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c062977c6920d517dc89fa442','create','{"archived":false,"name":"điểm"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297f8e84cdd203f3693fb7','01a2005c06247f1487afd24be709d58b',15,'01a2005c062570d1a6d1af9a552d22ad','set-up','measure_unit','01a2005c062977d68456301a9e24dfbe','create','{"archived":false,"name":"lượt"}','{}','{}',117623645798400000,'01a2005c0625737c85ed3ebea352a75c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c0637736e9ec5639a04a912b2','01a2005c06247f1487afd24be709d58b',16,'01a2005c062570d1a6d1af9a552d22ad','add-cycle','cycle','01a2005c06367cc5ad7cc2b88d161f15','create','{"code":"2026","end_on":"2026-12-31","kind":"year","name":"Year 2026","start_on":"2026-01-01","state":"draft"}','{}','{}',117623645798400001,'01a2005c063671a596d841235f1fbd92',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c063b76da8b326da51a6d9eca','01a2005c06247f1487afd24be709d58b',17,'01a2005c062570d1a6d1af9a552d22ad','set-cycle-state','cycle','01a2005c06367cc5ad7cc2b88d161f15','set','{"state":"submitted"}','{"state":117623645798400001}','{"state":"draft"}',117623645798400002,'01a2005c0639782281b3a6d87d327012',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c063d756b96323b60d400faf7','01a2005c06247f1487afd24be709d58b',18,'01a2005c062570d1a6d1af9a552d22ad','set-cycle-state','cycle','01a2005c06367cc5ad7cc2b88d161f15','set','{"state":"running"}','{"state":117623645798400002}','{"state":"submitted"}',117623645798400003,'01a2005c063c7c41ba2ea2852fa7284a',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c063f7da58ee9b6d988a50d7b','01a2005c06247f1487afd24be709d58b',19,'01a2005c062570d1a6d1af9a552d22ad','add-cycle','cycle','01a2005c063f7c43aae372068ed2b04b','create','{"code":"2026-Q4","end_on":"2026-12-31","kind":"quarter","name":"Quarter IV/2026","parent_id":"01a2005c-0636-7cc5-ad7c-c2b88d161f15","start_on":"2026-10-01","state":"draft"}','{}','{}',117623645798400004,'01a2005c063f73cc987ba24f4124f28e',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06417ce7a365b05e8c540b13','01a2005c06247f1487afd24be709d58b',20,'01a2005c062570d1a6d1af9a552d22ad','set-cycle-state','cycle','01a2005c063f7c43aae372068ed2b04b','set','{"state":"submitted"}','{"state":117623645798400004}','{"state":"draft"}',117623645798400005,'01a2005c0641744898d0d2393dcce14f',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06437c2e9ae194094d5a546c','01a2005c06247f1487afd24be709d58b',21,'01a2005c062570d1a6d1af9a552d22ad','set-cycle-state','cycle','01a2005c063f7c43aae372068ed2b04b','set','{"state":"running"}','{"state":117623645798400005}','{"state":"submitted"}',117623645798400006,'01a2005c06437409b9709dd6722e5540',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06497272b8606ecca63ca543','01a2005c06247f1487afd24be709d58b',22,'01a2005c062570d1a6d1af9a552d22ad','add-objective','objective','01a2005c06467aa59b38df18dd639541','create','{"archived":false,"commitment":"committed","cycle_id":"01a2005c-063f-7c43-aae3-72068ed2b04b","description":"","end_on":"2026-12-31","owner_unit_id":"01a2005c-0627-71f5-8296-4ce2bee1c0cc","roll_up":"key-results","start_on":"2026-10-01","title":"Nâng mức hài lòng"}','{}','{}',117623645798400007,'01a2005c0646784fbd9c5d41e8c03b0c',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c0661730db7268878e5c51ec2','01a2005c06247f1487afd24be709d58b',23,'01a2005c062570d1a6d1af9a552d22ad','add-key-result','key_result','01a2005c066071049c6911736ee250bb','create','{"archived":false,"commitment":"committed","end_on":"2026-12-31","kind":"increase","measure_unit":"","objective_id":"01a2005c-0646-7aa5-9b38-df18dd639541","ordinal":0,"owner_unit_id":"01a2005c-0627-71f5-8296-4ce2bee1c0cc","rhythm":"weekly","start_on":"2026-10-01","start_value":"0","target_value":"100","title":"Tỷ lệ hồ sơ đúng hạn"}','{}','{}',117623645798400008,'01a2005c065e782cb0e5477a5f814a25',NULL,1,1794794400000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06687b20b721bc3b0b26b431','01a2005c06247f1487afd24be709d58b',24,'01a2005c062570d1a6d1af9a552d22ad','check-in','check_in','01a2005c066871358d3b73dee3207808','append','{"author_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","colour_reason":"","comment":"","computed_colour":"behind","effective_on":"2026-11-16","entered_at":1794794400000,"key_result_id":"01a2005c-0660-7104-9c69-11736ee250bb","value":"5"}','{}','{}',117623645798400009,'01a2005c06667a4e805255b798266f1c',NULL,1,1794794400000,0,'0.1.0','2026-11-16',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c066c7e529f6fd4fcbb81512c','01a2005c06247f1487afd24be709d58b',25,'01a2005c062570d1a6d1af9a552d22ad','check-in','check_in','01a2005c066c7c70ba32d90ea086d8d4','append','{"author_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","colour_reason":"","comment":"","computed_colour":"behind","effective_on":"2026-11-16","entered_at":1794794460000,"key_result_id":"01a2005c-0660-7104-9c69-11736ee250bb","value":"7"}','{}','{}',117623649730560000,'01a2005c066b7cd7a81cde3625b07d78',NULL,1,1794794460000,0,'0.1.0','2026-11-16',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c067670798bfc9fecf338a1fc','01a2005c06247f1487afd24be709d58b',26,'01a2005c062570d1a6d1af9a552d22ad','undo','check_in','01a2005c066c7c70ba32d90ea086d8d4','delete','{"deleted":true}','{"deleted":0}','{"deleted":false}',117623653662720000,'01a2005c06707dd98570e01ef91ffcfa','01a2005c066b7cd7a81cde3625b07d78',1,1794794520000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c0679726fafca30fdb9cd272f','01a2005c06247f1487afd24be709d58b',27,'01a2005c062570d1a6d1af9a552d22ad','check-in','check_in','01a2005c0679706f885d685ce1d2efab','append','{"author_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","colour_reason":"","comment":"","computed_colour":"behind","effective_on":"2026-11-16","entered_at":1794794580000,"key_result_id":"01a2005c-0660-7104-9c69-11736ee250bb","value":"9"}','{}','{}',117623657594880000,'01a2005c06787118b81fc18dffaab647',NULL,1,1794794580000,0,'0.1.0','2026-11-16',NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c067c70bfa3799ee13e2e7002','01a2005c06247f1487afd24be709d58b',28,'01a2005c062570d1a6d1af9a552d22ad','check-in','evidence','01a2005c067b7a71bd6ed5078aa99a4e','append','{"check_in_id":"01a2005c-0679-706f-885d-685ce1d2efab","name":"bien-ban.pdf","sha256":"0000000000000000000000000000000000000000000000000000000000000000","size":12}','{}','{}',117623661527040000,'01a2005c067b7814ad3fd0350a643f67',NULL,1,1794794640000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c067d71c6967aad670f350397','01a2005c06247f1487afd24be709d58b',29,'01a2005c062570d1a6d1af9a552d22ad','check-in','objective','01a2005c06467aa59b38df18dd639541','set','{"description":"Ghi chú"}','{"description":117623645798400007}','{"description":""}',117623661527040000,'01a2005c067b7814ad3fd0350a643f67',NULL,1,1794794640000,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a200fc48f4732f80404d0347369252','01a2005c06247f1487afd24be709d58b',30,'01a2005c062570d1a6d1af9a552d22ad','submit-objective','review','01a200fc48f37966a48c2f0b81323331','append','{"author_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","comment":"Trình duyệt","content_hash":"04fcd0ee6f918ff25c1381aae3ed524c09883e25b6935ac39288b8dca1b7b74a","entered_at":1795312863463,"kind":"submit","level":1,"objective_id":"01a2005c-0646-7aa5-9b38-df18dd639541"}','{}','{}',117657623819917845,'01a200fc48e7785a9a8ac939a2bb7c26',NULL,1,1795312863463,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "change" VALUES('01a2005c06247e79aac33034403ea4a0','01a200fc48fa7c3cbf99d5825f68a77f','01a2005c06247f1487afd24be709d58b',31,'01a2005c062570d1a6d1af9a552d22ad','return-objective','review','01a200fc48fa7a51939bb4038799f7e2','append','{"author_id":"01a2005c-0625-70d1-a6d1-af9a552d22ad","comment":"Xem lại mức cần đạt","content_hash":"04fcd0ee6f918ff25c1381aae3ed524c09883e25b6935ac39288b8dca1b7b74a","entered_at":1795312863479,"kind":"return","level":1,"objective_id":"01a2005c-0646-7aa5-9b38-df18dd639541"}','{}','{}',117657623820966421,'01a200fc48f778ad8fd4bd375c618e6e',NULL,1,1795312863479,0,'0.1.0',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE check_in (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	key_result_id CHAR(32) NOT NULL, 
	author_id CHAR(32) NOT NULL, 
	effective_on DATE NOT NULL, 
	entered_at BIGINT NOT NULL, 
	value VARCHAR(40) NOT NULL, 
	steps_done TEXT, 
	confidence INTEGER, 
	comment TEXT NOT NULL, 
	answers TEXT, 
	next_on DATE, 
	computed_colour VARCHAR(12), 
	chosen_colour VARCHAR(12), 
	colour_reason TEXT NOT NULL, 
	corrects_id CHAR(32), 
	deleted BOOLEAN DEFAULT 0 NOT NULL, stamps TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_check_in PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_check_in_agency_id_key_result_id FOREIGN KEY(agency_id, key_result_id) REFERENCES key_result (agency_id, id)
);
INSERT INTO "check_in" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c066871358d3b73dee3207808','01a2005c066071049c6911736ee250bb','01a2005c062570d1a6d1af9a552d22ad','2026-11-16',1794794400000,'5',NULL,NULL,'',NULL,NULL,'behind',NULL,'',NULL,0,'{"*":117623645798400009}');
INSERT INTO "check_in" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c066c7c70ba32d90ea086d8d4','01a2005c066071049c6911736ee250bb','01a2005c062570d1a6d1af9a552d22ad','2026-11-16',1794794460000,'7',NULL,NULL,'',NULL,NULL,'behind',NULL,'',NULL,1,'{"*":117623649730560000,"deleted":117623653662720000}');
INSERT INTO "check_in" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c0679706f885d685ce1d2efab','01a2005c066071049c6911736ee250bb','01a2005c062570d1a6d1af9a552d22ad','2026-11-16',1794794580000,'9',NULL,NULL,'',NULL,NULL,'behind',NULL,'',NULL,0,'{"*":117623657594880000}');
CREATE TABLE "conflict" (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	entity VARCHAR(20) NOT NULL, 
	eid CHAR(32) NOT NULL, 
	field VARCHAR(60) NOT NULL, 
	kept TEXT NOT NULL, 
	lost TEXT NOT NULL, 
	choice VARCHAR(10), 
	chosen_by CHAR(32), 
	chosen_at BIGINT, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_conflict PRIMARY KEY (agency_id, id)
);
CREATE TABLE cycle (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	code VARCHAR(20) NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	start_on DATE NOT NULL, 
	end_on DATE NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	parent_id CHAR(32), 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_cycle PRIMARY KEY (agency_id, id)
);
INSERT INTO "cycle" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06367cc5ad7cc2b88d161f15','2026','Year 2026','year','2026-01-01','2026-12-31','running',NULL,0,'{"*":117623645798400001,"state":117623645798400003}');
INSERT INTO "cycle" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c063f7c43aae372068ed2b04b','2026-Q4','Quarter IV/2026','quarter','2026-10-01','2026-12-31','running','01a2005c06367cc5ad7cc2b88d161f15',0,'{"*":117623645798400004,"state":117623645798400006}');
CREATE TABLE draft (
	agency_id CHAR(32) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	subject_id CHAR(32) NOT NULL, 
	content TEXT NOT NULL, 
	saved_at BIGINT NOT NULL, 
	CONSTRAINT pk_draft PRIMARY KEY (agency_id, person_id, kind, subject_id)
);
CREATE TABLE evidence (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	check_in_id CHAR(32) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size BIGINT NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, stamps TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_evidence PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_evidence_agency_id_check_in_id FOREIGN KEY(agency_id, check_in_id) REFERENCES check_in (agency_id, id)
);
INSERT INTO "evidence" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c067b7a71bd6ed5078aa99a4e','01a2005c0679706f885d685ce1d2efab','bien-ban.pdf','0000000000000000000000000000000000000000000000000000000000000000',12,0,'{"*":117623661527040000}');
CREATE TABLE key_result (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	objective_id CHAR(32) NOT NULL, 
	title VARCHAR(500) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	start_value VARCHAR(40), 
	target_value VARCHAR(40), 
	low VARCHAR(40), 
	high VARCHAR(40), 
	steps TEXT, 
	phases TEXT, 
	measure_unit VARCHAR(60) NOT NULL, 
	owner_person_id CHAR(32), 
	owner_unit_id CHAR(32), 
	start_on DATE NOT NULL, 
	end_on DATE NOT NULL, 
	weight VARCHAR(40), 
	commitment VARCHAR(12) NOT NULL, 
	rhythm VARCHAR(12) NOT NULL, 
	due_month INTEGER, 
	ordinal INTEGER NOT NULL, 
	archived BOOLEAN NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_key_result PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_key_result_agency_id_objective_id FOREIGN KEY(agency_id, objective_id) REFERENCES objective (agency_id, id)
);
INSERT INTO "key_result" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c066071049c6911736ee250bb','01a2005c06467aa59b38df18dd639541','Tỷ lệ hồ sơ đúng hạn','increase','0','100',NULL,NULL,NULL,NULL,'',NULL,'01a2005c062771f582964ce2bee1c0cc','2026-10-01','2026-12-31',NULL,'committed','weekly',NULL,0,0,0,'{"*":117623645798400008}');
CREATE TABLE key_result_state (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	objective_id CHAR(32) NOT NULL, 
	progress FLOAT NOT NULL, 
	raw FLOAT, 
	value VARCHAR(40), 
	last_on DATE, 
	last_check_in_id CHAR(32), 
	colour VARCHAR(12), 
	confidence INTEGER, 
	check_ins INTEGER NOT NULL, 
	due_on DATE, 
	not_before DATE, 
	counted_until DATE, 
	archived BOOLEAN NOT NULL, 
	CONSTRAINT pk_key_result_state PRIMARY KEY (agency_id, id)
);
INSERT INTO "key_result_state" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c066071049c6911736ee250bb','01a2005c06467aa59b38df18dd639541',0.09,0.09,'9','2026-11-16','01a2005c0679706f885d685ce1d2efab','behind',NULL,2,'2026-11-29',NULL,NULL,0);
CREATE TABLE link (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	child_id CHAR(32) NOT NULL, 
	parent_id CHAR(32) NOT NULL, 
	parent_entity VARCHAR(12) NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	weight VARCHAR(40), 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_link PRIMARY KEY (agency_id, id)
);
CREATE TABLE measure_unit (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	archived BOOLEAN NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_measure_unit PRIMARY KEY (agency_id, id)
);
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c0629774098bc7a25f4b42405','%',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062977588e1f3c5b2c39df4e','hồ sơ',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c0629776c88a5f951890ed733','văn bản',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062977818be0df18dad234ee','nhiệm vụ',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06297792b1a43958fc71ebf0','người',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062977a3859b923442e5fcb7','triệu đồng',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062977b58511df31022c66a6','ngày',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062977c6920d517dc89fa442','điểm',0,0,'{"*":117623645798400000}');
INSERT INTO "measure_unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062977d68456301a9e24dfbe','lượt',0,0,'{"*":117623645798400000}');
CREATE TABLE meta (
	"key" VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('agency','"01a2005c-0624-7e79-aac3-3034403ea4a0"');
INSERT INTO "meta" VALUES('device','"01a2005c-0624-7f14-87af-d24be709d58b"');
INSERT INTO "meta" VALUES('person','"01a2005c-0625-70d1-a6d1-af9a552d22ad"');
CREATE TABLE objective (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	cycle_id CHAR(32) NOT NULL, 
	title VARCHAR(500) NOT NULL, 
	description TEXT NOT NULL, 
	owner_person_id CHAR(32), 
	owner_unit_id CHAR(32), 
	start_on DATE NOT NULL, 
	end_on DATE NOT NULL, 
	weight VARCHAR(40), 
	commitment VARCHAR(12) NOT NULL, 
	roll_up VARCHAR(12) NOT NULL, 
	archived BOOLEAN NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, tags TEXT DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_objective PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_objective_agency_id_cycle_id FOREIGN KEY(agency_id, cycle_id) REFERENCES cycle (agency_id, id)
);
INSERT INTO "objective" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06467aa59b38df18dd639541','01a2005c063f7c43aae372068ed2b04b','Nâng mức hài lòng','Ghi chú',NULL,'01a2005c062771f582964ce2bee1c0cc','2026-10-01','2026-12-31',NULL,'committed','key-results',0,0,'{"*":117623645798400007,"description":117623661527040000}','[]');
CREATE TABLE objective_state (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	progress FLOAT, 
	key_results INTEGER NOT NULL, 
	CONSTRAINT pk_objective_state PRIMARY KEY (agency_id, id)
);
INSERT INTO "objective_state" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06467aa59b38df18dd639541',0.09,1);
CREATE TABLE office_setting (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	"key" VARCHAR(60) NOT NULL, 
	value TEXT NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_office_setting PRIMARY KEY (agency_id, id)
);
CREATE TABLE person (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	born_on DATE, 
	personal_number VARCHAR(20), 
	archived BOOLEAN NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (agency_id, id)
);
INSERT INTO "person" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062570d1a6d1af9a552d22ad','001','Nguyễn Văn An','civil-servant',NULL,NULL,0,0,'{"*":117623645798400000}');
CREATE TABLE post (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	is_leader BOOLEAN NOT NULL, 
	is_deputy BOOLEAN NOT NULL, 
	share INTEGER NOT NULL, 
	from_on DATE, 
	to_on DATE, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_post PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_post_agency_id_person_id FOREIGN KEY(agency_id, person_id) REFERENCES person (agency_id, id), 
	CONSTRAINT fk_post_agency_id_unit_id FOREIGN KEY(agency_id, unit_id) REFERENCES unit (agency_id, id)
);
INSERT INTO "post" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06287466bab11fefc05f0901','01a2005c062570d1a6d1af9a552d22ad','01a2005c062771f582964ce2bee1c0cc','',1,0,100,NULL,NULL,0,'{"*":117623645798400000}');
CREATE TABLE review (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	objective_id CHAR(32) NOT NULL, 
	author_id CHAR(32) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	level INTEGER NOT NULL, 
	content_hash VARCHAR(64) NOT NULL, 
	comment TEXT NOT NULL, 
	entered_at BIGINT NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT DEFAULT '{}' NOT NULL, 
	CONSTRAINT pk_review PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_review_agency_id_objective_id FOREIGN KEY(agency_id, objective_id) REFERENCES objective (agency_id, id)
);
INSERT INTO "review" VALUES('01a2005c06247e79aac33034403ea4a0','01a200fc48f37966a48c2f0b81323331','01a2005c06467aa59b38df18dd639541','01a2005c062570d1a6d1af9a552d22ad','submit',1,'04fcd0ee6f918ff25c1381aae3ed524c09883e25b6935ac39288b8dca1b7b74a','Trình duyệt',1795312863463,0,'{"*":117657623819917845}');
INSERT INTO "review" VALUES('01a2005c06247e79aac33034403ea4a0','01a200fc48fa7a51939bb4038799f7e2','01a2005c06467aa59b38df18dd639541','01a2005c062570d1a6d1af9a552d22ad','return',1,'04fcd0ee6f918ff25c1381aae3ed524c09883e25b6935ac39288b8dca1b7b74a','Xem lại mức cần đạt',1795312863479,0,'{"*":117657623820966421}');
CREATE TABLE role_grant (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	person_id CHAR(32) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_role_grant PRIMARY KEY (agency_id, id), 
	CONSTRAINT fk_role_grant_agency_id_person_id FOREIGN KEY(agency_id, person_id) REFERENCES person (agency_id, id)
);
INSERT INTO "role_grant" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06287fdabeb99764a859cdbb','01a2005c062570d1a6d1af9a552d22ad','administrator',0,'{"*":117623645798400000}');
INSERT INTO "role_grant" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062975e49947c29865af4400','01a2005c062570d1a6d1af9a552d22ad','planner',0,'{"*":117623645798400000}');
CREATE TABLE rollup (
	agency_id CHAR(32) NOT NULL, 
	unit_id CHAR(32) NOT NULL, 
	cycle_id CHAR(32) NOT NULL, 
	figures TEXT NOT NULL, 
	CONSTRAINT pk_rollup PRIMARY KEY (agency_id, unit_id, cycle_id)
);
CREATE TABLE scope_row (
	agency_id CHAR(32) NOT NULL, 
	scope VARCHAR(60) NOT NULL, 
	eid CHAR(32) NOT NULL, 
	entity VARCHAR(20) NOT NULL, 
	generation INTEGER NOT NULL, 
	CONSTRAINT pk_scope_row PRIMARY KEY (agency_id, scope, eid)
);
CREATE TABLE search_entry (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	entity VARCHAR(20) NOT NULL, 
	title TEXT NOT NULL, 
	words TEXT NOT NULL, 
	sort_key TEXT NOT NULL, 
	CONSTRAINT pk_search_entry PRIMARY KEY (agency_id, id)
);
INSERT INTO "search_entry" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062771f582964ce2bee1c0cc','unit','Sở Thử nghiệm',' so thu nghiem stn','YU!3 ZL\!3 RKLMIQ!6');
INSERT INTO "search_entry" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062570d1a6d1af9a552d22ad','person','Nguyễn Văn An',' nguyen van an 001','RK[`IR!4 ]BR!1 AR!1');
INSERT INTO "search_entry" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06367cc5ad7cc2b88d161f15','cycle','Year 2026',' year 2026 2026','`HAX!1 2026!1');
INSERT INTO "search_entry" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c063f7c43aae372068ed2b04b','cycle','Quarter IV/2026',' quarter iv/2026 2026-q4','W[AXZHX!1 M]2026!1');
INSERT INTO "search_entry" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c066071049c6911736ee250bb','key_result','Tỷ lệ hồ sơ đúng hạn',' ty le ho so dung han','Z`!3 PI!6 LT!2 YU!1 G[RK!5 LAR!6');
INSERT INTO "search_entry" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c06467aa59b38df18dd639541','objective','Nâng mức hài lòng',' nang muc hai long ghi chu','RCRK!1 Q\E!5 LAM!2 PSRK!2');
CREATE TABLE sync_run (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	way VARCHAR(10) NOT NULL, 
	started_at BIGINT NOT NULL, 
	ended_at BIGINT NOT NULL, 
	figures TEXT NOT NULL, 
	error VARCHAR(40), 
	CONSTRAINT pk_sync_run PRIMARY KEY (agency_id, id)
);
CREATE TABLE unit (
	agency_id CHAR(32) NOT NULL, 
	id CHAR(32) NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	name VARCHAR(300) NOT NULL, 
	parent_id CHAR(32), 
	from_on DATE, 
	to_on DATE, 
	ordinal INTEGER NOT NULL, 
	deleted BOOLEAN DEFAULT 0 NOT NULL, 
	stamps TEXT NOT NULL, 
	CONSTRAINT pk_unit PRIMARY KEY (agency_id, id)
);
INSERT INTO "unit" VALUES('01a2005c06247e79aac33034403ea4a0','01a2005c062771f582964ce2bee1c0cc','STN','Sở Thử nghiệm',NULL,NULL,NULL,0,0,'{"*":117623645798400000}');
CREATE INDEX ix_unit_agency_id_parent_id ON unit (agency_id, parent_id);
CREATE INDEX ix_unit_agency_id_code ON unit (agency_id, code);
CREATE INDEX ix_person_agency_id_personal_number ON person (agency_id, personal_number);
CREATE INDEX ix_person_agency_id_code ON person (agency_id, code);
CREATE INDEX ix_cycle_agency_id_code ON cycle (agency_id, code);
CREATE INDEX ix_link_agency_id_parent_id ON link (agency_id, parent_id);
CREATE INDEX ix_link_agency_id_child_id ON link (agency_id, child_id);
CREATE INDEX ix_change_agency_id_grp ON change (agency_id, grp);
CREATE INDEX ix_change_agency_id_eid ON change (agency_id, eid);
CREATE INDEX ix_change_undoes ON change (agency_id, undoes) WHERE undoes IS NOT NULL;
CREATE INDEX ix_key_result_state_agency_id_counted_until ON key_result_state (agency_id, counted_until);
CREATE INDEX ix_key_result_state_agency_id_objective_id ON key_result_state (agency_id, objective_id);
CREATE INDEX ix_key_result_state_agency_id_due_on ON key_result_state (agency_id, due_on);
CREATE INDEX ix_post_agency_id_person_id ON post (agency_id, person_id);
CREATE INDEX ix_post_agency_id_unit_id ON post (agency_id, unit_id);
CREATE INDEX ix_role_grant_agency_id_person_id ON role_grant (agency_id, person_id);
CREATE INDEX ix_objective_agency_id_cycle_id ON objective (agency_id, cycle_id);
CREATE INDEX ix_objective_agency_id_owner_unit_id ON objective (agency_id, owner_unit_id);
CREATE INDEX ix_objective_agency_id_owner_person_id ON objective (agency_id, owner_person_id);
CREATE INDEX ix_key_result_agency_id_objective_id ON key_result (agency_id, objective_id);
CREATE INDEX ix_key_result_agency_id_owner_unit_id ON key_result (agency_id, owner_unit_id);
CREATE INDEX ix_key_result_agency_id_owner_person_id ON key_result (agency_id, owner_person_id);
CREATE INDEX ix_action_item_agency_id_key_result_id ON action_item (agency_id, key_result_id);
CREATE INDEX ix_blocker_agency_id_key_result_id ON blocker (agency_id, key_result_id);
CREATE INDEX ix_check_in_agency_id_key_result_id_effective_on ON check_in (agency_id, key_result_id, effective_on);
CREATE INDEX ix_evidence_agency_id_check_in_id ON evidence (agency_id, check_in_id);
CREATE INDEX ix_change_agency_id_device_dseq ON change (agency_id, device, dseq);
CREATE INDEX ix_change_waiting ON change (agency_id, device, dseq) WHERE fate IS NULL;
CREATE INDEX ix_review_agency_id_objective_id ON review (agency_id, objective_id);
CREATE INDEX ix_conflict_agency_id_eid ON "conflict" (agency_id, eid);
CREATE INDEX ix_scope_row_agency_id_eid ON scope_row (agency_id, eid);
COMMIT;
