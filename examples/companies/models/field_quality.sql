/*
description: >
  One row a source and field that the source offers: how many of its records there are, and how many have the field. A source that has no such
  column at all has no row.
materialize: table
key: [source, field]
sort: [source, field]
checks:
  - unique: [source, field]
  - not_null: [records, filled]
  - sql: select source, field from field_quality where filled > records
*/
select source, 'vat' as field, count(*) as records, count(vat) as filled from company_record where source in ('register', 'crm', 'invoices') group by source
union all
select source, 'phone', count(*), count(phone) from company_record where source in ('crm', 'marketing_list', 'web') group by source
union all
select source, 'email', count(*), count(email) from company_record where source in ('crm', 'marketing_list', 'web') group by source
union all
select source, 'website', count(*), count(website) from company_record where source in ('crm', 'web') group by source
union all
select source, 'street', count(*), count(street) from company_record where source in ('register', 'crm', 'marketing_list', 'invoices') group by source
union all
select source, 'town', count(*), count(town) from company_record group by source
union all
select source, 'postcode', count(*), count(postcode) from company_record where source in ('register', 'crm', 'marketing_list', 'invoices') group by source
union all
select source, 'country', count(*), count(country) from company_record where source in ('register', 'crm', 'marketing_list', 'invoices') group by source
