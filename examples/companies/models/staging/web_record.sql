/*
description: The pages read from the web in the common columns, without what was deleted.
materialize: view
checks:
  - unique: [record_id]
  - not_null: [record_id, name]
*/
select 'web' as source, page_id as record_id, title as name, null::varchar as legal_form, null::varchar as vat,
       regexp_replace(phone, '^Tel\. ', '') as phone, email,
       regexp_replace(lower(url), '^(https?://)?(www\.)?|/.*$', '', 'g') as website,
       null::varchar as street, town, null::varchar as postcode, null::varchar as country, crawled_on as first_seen, changed_on as updated_on
from web
where change <> 'deleted'
