-- by name
with base as (
  select "town", "v"
  from "t"
  where true
),
now_groups as (
  select "town" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "town",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by strip_accents(lower(CAST(r.__k0 AS VARCHAR))) asc nulls last, r.__k0 asc nulls last, r.__k0 asc nulls last;
-- the second page goes on where the first ends
with base as (
  select "town", "v"
  from "t"
  where true
),
now_groups as (
  select "town" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "town",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by strip_accents(lower(CAST(r.__k0 AS VARCHAR))) desc nulls last, r.__k0 desc nulls last, r.__k0 asc nulls last
limit cast($p1 as bigint)
offset cast($p2 as bigint);
-- by label
with base as (
  select "person", "v"
  from "t"
  where true
),
l0 as (
  select "id" as __key, min("name") as __label
  from "people"
  where true
  group by 1
),
now_groups as (
  select "person" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "person",
       l0.__label as "person__label",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
order by strip_accents(lower(CAST(l0.__label AS VARCHAR))) asc nulls last, l0.__label asc nulls last, r.__k0 asc nulls last, l0.__label asc nulls last, r.__k0 asc nulls last;
