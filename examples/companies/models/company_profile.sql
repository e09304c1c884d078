/*
description: >
  One row a company that matching found: where it is, its legal form, how many records and sources know it, since when, and how many of the ten
  fields of its golden record are known.
materialize: table
time: first_seen
key: entity
sort: [first_seen]
checks:
  - unique: entity
  - row_balance: company
  - not_null: [name, records, sources, first_seen]
  - accepted_range: {column: sources, min: 1, max: 5}
  - accepted_range: {column: filled, min: 1, max: 10}
  - sql: select 1 from (select sum(records) as members from company_profile) where members <> (select count(*) from company_record)
*/
with seen as (
    select m.entity, min(r.first_seen) as first_seen, bool_or(r.source = 'register') as registered
    from company_member m
    join company_record r on r.source = m.source and r.record_id = m.record
    group by m.entity
)
select c.entity, c.name, c.country, c.legal_form, c.records, c.sources, least(c.records, 6) as size, c.sources > 1 as confirmed, s.registered,
       s.first_seen, 10 as fields,
       (c.name is not null)::int + (c.legal_form is not null)::int + (c.vat is not null)::int + (c.phone is not null)::int + (c.email is not null)::int
           + (c.website is not null)::int + (c.street is not null)::int + (c.town is not null)::int + (c.postcode is not null)::int
           + (c.country is not null)::int as filled
from company c
join seen s on s.entity = c.entity
