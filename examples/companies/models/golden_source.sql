/*
description: >
  One row a field, source and rule, with the companies whose golden record takes the field from there by that rule. The source unknown has the
  companies of which no record knows the field.
materialize: table
key: [field, source, rule]
sort: [field, source]
checks:
  - unique: [field, source, rule]
  - sql: select field from golden_source group by field having sum(companies) <> (select count(*) from company)
*/
with taken as (
    select field, source, rule, count(*) as companies
    from company_value
    where field not in ('first_seen', 'updated_on')
    group by field, source, rule
)
select field, source, rule, true as known, companies
from taken
union all
select field, 'unknown', 'none', false, (select count(*) from company) - sum(companies)
from taken
group by field
having (select count(*) from company) > sum(companies)
