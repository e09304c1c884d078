-- by day and ad; totals and the rest are left unknown
with base as (
  select "day", "ad", "reach", "views"
  from "t"
  where true
),
now_parts as (
  select cast(CAST("day" AS DATE) as date) as __k0,
         "ad" as __k1,
         sum("views") as __a0,
         sum("reach") as __a1
  from base
  group by 1, 2
),
rank_groups as (
  select parts.__k1 as __k1,
         sum(parts.__a0) as __a0,
         sum(parts.__a1) as __a1
  from now_parts parts
  group by 1
),
rank_values as (
  select g.__k1,
         g.__a0 as __m0,
         g.__a1 as __m1,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m2
  from rank_groups g
),
ranked as (
  select *, row_number() over () as __rn from (
  select v.__k1 as __r1
  from rank_values v
  order by v.__m0 desc nulls last, v.__k1 asc nulls last
  ) o
),
now_groups as (
  select parts.__k0 as __k0,
         case when coalesce(ranked.__rn, cast($p1 as bigint)) > cast($p2 as bigint) then null else parts.__k1 end as __k1,
         coalesce(ranked.__rn, cast($p4 as bigint)) > cast($p3 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p5 as bigint)), cast($p3 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0,
         sum(parts.__a1) as __a1
  from now_parts parts
  join ranked on parts.__k1 is not distinct from ranked.__r1
  group by 1, 2, 3, 4
),
now_values as (
  select g.__k0,
         g.__k1,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m2
  from now_groups g
)
select r.__k0 as "day",
       r.__k1 as "ad",
       r.__m0 as "views",
       case when r.__other then null else r.__m1 end as "reach",
       case when r.__other then null else r.__m2 end as "frequency",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__rank asc, r.__other asc;
-- by day and ad; totals and the rest are left unknown: totals
with base as (
  select "day", "ad", "reach", "views"
  from "t"
  where true
),
now_groups as (
  select sum("views") as __a0,
         sum("reach") as __a1
  from base
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m2
  from now_groups g
)
select null as "day", null as "ad", r.__m0 as "views", null as "reach", null as "frequency", null as "__other"
from now_values r;
-- on one day, of one ad
with base as (
  select "day", "ad", "region", "reach"
  from "t"
  where true
    and ("ad" is not null and "ad" in (cast($p1 as varchar)))
    and ("day" >= cast($p2 as date) and "day" < cast($p3 as date))
),
now_groups as (
  select "region" as __k0,
         sum("reach") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "region",
       r.__m0 as "reach",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__m0 desc nulls last, r.__k0 asc nulls last;
-- on one day, of one ad: totals
with base as (
  select "day", "ad", "region", "reach"
  from "t"
  where true
    and ("ad" is not null and "ad" in (cast($p1 as varchar)))
    and ("day" >= cast($p2 as date) and "day" < cast($p3 as date))
),
now_groups as (
  select sum("reach") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select null as "region", r.__m0 as "reach"
from now_values r;
-- in one month
with base as (
  select "day", "reach"
  from "t"
  where true
    and ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_groups as (
  select sum("reach") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "monthly", 1
from now_values r;
-- for somebody who sees one ad
with base as (
  select "day", "ad", "reach"
  from "t"
  where ((("ad" is not null and "ad" in (cast($p1 as varchar)))))
    and ("day" >= cast($p2 as date) and "day" < cast($p3 as date))
),
now_groups as (
  select cast(CAST("day" AS DATE) as date) as __k0,
         sum("reach") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "day",
       r.__m0 as "reach",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- for somebody who sees one ad: totals
with base as (
  select "day", "ad", "reach"
  from "t"
  where ((("ad" is not null and "ad" in (cast($p1 as varchar)))))
    and ("day" >= cast($p2 as date) and "day" < cast($p3 as date))
),
now_groups as (
  select sum("reach") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select null as "day", r.__m0 as "reach"
from now_values r;
