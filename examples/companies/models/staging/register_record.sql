/*
description: The register in the common columns, without what was deleted. The house number stands where its country writes it.
materialize: view
checks:
  - unique: [record_id]
  - not_null: [record_id, name]
*/
select 'register' as source, register_id as record_id, name, legal_form, vat_number as vat, null::varchar as phone, null::varchar as email,
       null::varchar as website,
       case when country = 'GB' then concat_ws(' ', house_number, street) else concat_ws(' ', street, house_number) end as street,
       town, postcode, country, entered_on as first_seen, changed_on as updated_on
from register
where change <> 'deleted'
