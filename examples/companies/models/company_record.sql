/*
description: >
  One row a record of any source, in columns that mean the same. It is the one table that matching reads: which of these records are the same
  company is not decided here.
materialize: table
key: [source, record_id]
sort: [source, record_id]
checks:
  - unique: [source, record_id]
  - not_null: [source, record_id, name, first_seen, updated_on]
  - accepted_values: {column: country, values: [IT, PT, GB]}
*/
select * from register_record
union all by name select * from crm_record
union all by name select * from marketing_list_record
union all by name select * from web_record
union all by name select * from invoices_record
