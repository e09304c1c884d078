/*
description: One row a record, deleted ones too, with what last happened to it and when.
materialize: table
time: changed_on
key: [source, record_id]
sort: [source, changed_on]
checks:
  - unique: [source, record_id]
  - not_null: [source, record_id, change, changed_on]
*/
select 'register' as source, register_id as record_id, change, changed_on from register
union all
select 'crm', account_id, change, changed_on from crm
union all
select 'marketing_list', entry_id, change, changed_on from marketing_list
union all
select 'web', page_id, change, changed_on from web
union all
select 'invoices', customer_id, change, changed_on from invoices
