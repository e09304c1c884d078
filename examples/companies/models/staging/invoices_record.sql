/*
description: >
  The customers of the invoicing system in the common columns, without what was deleted. The address stands in one cell: road, then a dash,
  postcode, town and perhaps the province.
materialize: view
checks:
  - unique: [record_id]
  - not_null: [record_id, name]
*/
with pieces as (
    select *, regexp_extract(bill_to, '^(.*) - (\d{4}-\d{3}|\d{5}|[A-Z]{2}\d{1,2} \d[A-Z]{2}) (.*?)(?: \([A-Z]{2}\))?$', ['road', 'code', 'town']) as address
    from invoices
    where change <> 'deleted'
)
select 'invoices' as source, customer_id as record_id, customer as name, null::varchar as legal_form, vat, null::varchar as phone,
       null::varchar as email, null::varchar as website, nullif(address.road, '') as street, nullif(address.town, '') as town,
       nullif(address.code, '') as postcode, country, first_invoice_on as first_seen, changed_on as updated_on
from pieces
