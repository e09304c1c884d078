/*
description: One row a source and another one, with how many companies the first knows and how many of those the other knows too.
materialize: table
key: [source, other]
sort: [source, other]
checks:
  - unique: [source, other]
  - sql: select source, other from source_overlap where shared > companies
*/
with known as (
    select source, count(*) as companies
    from source_company
    group by source
),
shared as (
    select a.source, b.source as other, count(*) as shared
    from source_company a
    join source_company b on b.entity = a.entity and b.source <> a.source
    group by a.source, b.source
)
select a.source, b.source as other, a.companies, coalesce(s.shared, 0) as shared
from known a
join known b on b.source <> a.source
left join shared s on s.source = a.source and s.other = b.source
