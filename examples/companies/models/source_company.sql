/*
description: One row a source and company that it knows, with the records that it has of it, and whether no other source knows it.
materialize: table
time: first_seen
key: [source, entity]
sort: [source, first_seen]
checks:
  - unique: [source, entity]
  - not_null: [source, entity, records, first_seen]
*/
select m.source, m.entity, any_value(c.country) as country, count(*) as records, any_value(c.sources) = 1 as alone, min(r.first_seen) as first_seen
from company_member m
join company_record r on r.source = m.source and r.record_id = m.record
join company c on c.entity = m.entity
group by m.source, m.entity
