/*
description: The accounts of the CRM in the common columns, without what was deleted.
materialize: view
checks:
  - unique: [record_id]
  - not_null: [record_id, name]
*/
select 'crm' as source, account_id as record_id, account_name as name, null::varchar as legal_form, tax_number as vat, phone, email,
       -- The host alone: people write an address with and without its beginning.
       regexp_replace(lower(website), '^(https?://)?(www\.)?|/.*$', '', 'g') as website,
       street, city as town, zip as postcode, country, created_on as first_seen, changed_on as updated_on
from crm
where change <> 'deleted'
