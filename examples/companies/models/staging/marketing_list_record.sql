/*
description: >
  The purchased list in the common columns, without what was deleted. The place holds postcode, town and province, or the second line of the
  address holds the postcode. A postcode tells the country.
materialize: view
checks:
  - unique: [record_id]
  - not_null: [record_id, name]
*/
with pieces as (
    select *,
           regexp_extract(concat_ws(' ', place, addr_2), '\b(\d{4}-\d{3}|\d{5}|[A-Z]{2}\d{1,2} \d[A-Z]{2})\b', 1) as code,
           case when starts_with(addr_1, 'C/O ') then addr_2
                when starts_with(addr_2, 'N. ') then concat_ws(' ', addr_1, substr(addr_2, 4))
                else addr_1 end as road
    from marketing_list
    where change <> 'deleted'
)
select 'marketing_list' as source, entry_id as record_id, company as name, null::varchar as legal_form, null::varchar as vat, tel as phone,
       lower(mail) as email, null::varchar as website, road as street,
       nullif(trim(regexp_replace(replace(place, code, ''), ' [A-Z]{2}$', '')), '') as town, nullif(code, '') as postcode,
       case when code like '____-___' then 'PT' when code similar to '\d{5}' then 'IT' when code <> '' then 'GB' end as country,
       delivered_on as first_seen, changed_on as updated_on
from pieces
