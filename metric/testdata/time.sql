-- a period is half open
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select sum("v") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "v", 1
from now_values r;
-- by month, forward
with base as (
  select "at", "v"
  from "t"
  where true
),
now_groups as (
  select cast(CAST(date_trunc('month', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0,
         sum(g.__a0) over (order by g.__k0 rows unbounded preceding) as __m1
  from now_groups g
)
select r.__k0 as "month",
       r.__m0 as "v",
       r.__m1 as "running",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- by month, forward: totals
with base as (
  select "at", "v"
  from "t"
  where true
),
now_groups as (
  select sum("v") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0,
         g.__a0 as __m1
  from now_groups g
)
select null as "month", r.__m0 as "v", r.__m1 as "running"
from now_values r;
-- by quarter and year
with base as (
  select "at", "v"
  from "t"
  where true
),
now_groups as (
  select cast(CAST(date_trunc('quarter', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "quarter",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 desc nulls last, r.__k0 asc nulls last;
-- weeks start on Monday
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast(CAST(date_trunc('week', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "week",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- weeks may start on Sunday
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast((CAST(date_trunc('week', CAST("at" AS DATE) - 6) AS DATE) + 6) as date) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "week",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- hours
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast(date_trunc('hour', CAST("at" AS TIMESTAMP)) as timestamp) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "hour",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- another time zone moves moments and the period with them
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast(CAST(timezone('Europe/Rome', timezone('Europe/Lisbon', CAST("at" AS TIMESTAMP))) AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "day",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- parts of a moment keep their order
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast(extract(isodow from "at") as bigint) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "weekday",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__k0 asc nulls last;
-- the week's first day comes first
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast(extract(isodow from "at") as bigint) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "weekday",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by (r.__k0 + 7 - 7) % 7 asc nulls last, r.__k0 asc nulls last, (r.__k0 + 7 - 7) % 7 asc nulls last, r.__k0 asc nulls last;
-- with the period before
with base as not materialized (
  select "at", "kind", "v"
  from "t"
  where true
),
now_groups as (
  select "kind" as __k0,
         sum("v") as __a0
  from base
  where ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
  group by 1
),
now_total as (
  select sum("v") as __a0
  from base
  where ("at" >= cast($p3 as timestamp) and "at" < cast($p4 as timestamp))
),
now_values as (
  select g.__k0,
         g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m1
  from now_groups g cross join now_total a
),
thn_groups as (
  select "kind" as __k0,
         sum("v") as __a0
  from base
  where ("at" >= cast($p5 as timestamp) and "at" < cast($p6 as timestamp))
  group by 1
),
thn_total as (
  select sum("v") as __a0
  from base
  where ("at" >= cast($p7 as timestamp) and "at" < cast($p8 as timestamp))
),
thn_values as (
  select g.__k0,
         g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m1
  from thn_groups g cross join thn_total a
)
select r.__k0 as "kind",
       r.__m0 as "v",
       t.__m0 as "v__compared",
       r.__m1 as "share",
       t.__m1 as "share__compared",
       (select count(*) from now_values r) as __groups
from now_values r
left join thn_values t on t.__k0 is not distinct from r.__k0
order by strip_accents(lower(CAST(r.__k0 AS VARCHAR))) asc nulls last, r.__k0 asc nulls last, r.__k0 asc nulls last;
-- with the period before: totals
with base as not materialized (
  select "at", "kind", "v"
  from "t"
  where true
),
now_groups as (
  select sum("v") as __a0
  from base
  where ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_total as (
  select * from now_groups
),
now_values as (
  select g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m1
  from now_groups g cross join now_total a
),
thn_groups as (
  select sum("v") as __a0
  from base
  where ("at" >= cast($p3 as timestamp) and "at" < cast($p4 as timestamp))
),
thn_total as (
  select * from thn_groups
),
thn_values as (
  select g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m1
  from thn_groups g cross join thn_total a
)
select null as "kind", r.__m0 as "v", t.__m0 as "v__compared", r.__m1 as "share", t.__m1 as "share__compared"
from now_values r cross join thn_values t;
-- buckets are paired by place
with base as not materialized (
  select "at", "v"
  from "t"
  where true
),
now_groups as (
  select cast(CAST("at" AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  where ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
),
buckets as (
  select cast(n as date) as __now, cast(nullif(t, '') as date) as __then
  from (select unnest(string_split(cast($p3 as varchar), ',')) as n, unnest(string_split(cast($p4 as varchar), ',')) as t) x
),
filled as (
  select b.__now as __k0, v.__m0
  from buckets b
  left join now_values v on v.__k0 = b.__now
),
thn_groups as (
  select cast(CAST("at" AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  where ("at" >= cast($p5 as timestamp) and "at" < cast($p6 as timestamp))
  group by 1
),
thn_values as (
  select g.__k0,
         g.__a0 as __m0
  from thn_groups g
)
select r.__k0 as "day",
       r.__m0 as "v",
       t.__m0 as "v__compared",
       (select count(*) from filled r) as __groups
from filled r
left join buckets p on p.__now = r.__k0
left join thn_values t on t.__k0 = p.__then
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- the same days last year
with base as not materialized (
  select "at", "v"
  from "t"
  where true
),
now_groups as (
  select sum("v") as __a0
  from base
  where ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
),
thn_groups as (
  select sum("v") as __a0
  from base
  where ("at" >= cast($p3 as timestamp) and "at" < cast($p4 as timestamp))
),
thn_values as (
  select g.__a0 as __m0
  from thn_groups g
)
select r.__m0 as "v", t.__m0 as "v__compared", 1
from now_values r cross join thn_values t;
-- last year by month
with base as not materialized (
  select "at", "v"
  from "t"
  where true
),
now_groups as (
  select cast(CAST(date_trunc('month', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  where ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
),
buckets as (
  select cast(n as date) as __now, cast(nullif(t, '') as date) as __then
  from (select unnest(string_split(cast($p3 as varchar), ',')) as n, unnest(string_split(cast($p4 as varchar), ',')) as t) x
),
thn_groups as (
  select cast(CAST(date_trunc('month', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  where ("at" >= cast($p5 as timestamp) and "at" < cast($p6 as timestamp))
  group by 1
),
thn_values as (
  select g.__k0,
         g.__a0 as __m0
  from thn_groups g
)
select r.__k0 as "month",
       r.__m0 as "v",
       t.__m0 as "v__compared",
       (select count(*) from now_values r) as __groups
from now_values r
left join buckets p on p.__now = r.__k0
left join thn_values t on t.__k0 = p.__then
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last;
-- months without rows, for every member
with base as (
  select "at", "kind", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast(CAST(date_trunc('month', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         "kind" as __k1,
         sum("v") as __a0,
         count(*) as __a1
  from base
  group by 1, 2
),
now_values as (
  select g.__k0,
         g.__k1,
         g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
buckets as (
  select cast(n as date) as __now, cast(nullif(t, '') as date) as __then
  from (select unnest(string_split(cast($p3 as varchar), ',')) as n, unnest(string_split(cast($p4 as varchar), ',')) as t) x
),
filled as (
  select b.__now as __k0, c.__k1, v.__m0, v.__m1
  from buckets b cross join (select distinct __k1 from now_values) c
  left join now_values v on v.__k0 = b.__now and v.__k1 is not distinct from c.__k1
)
select r.__k0 as "month",
       r.__k1 as "kind",
       r.__m0 as "v",
       r.__m1 as "n",
       (select count(*) from filled r) as __groups
from filled r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last, r.__k1 asc nulls last;
-- a running total for each member
with base as (
  select "at", "kind", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_groups as (
  select cast(CAST(date_trunc('month', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         "kind" as __k1,
         sum("v") as __a0
  from base
  group by 1, 2
),
now_values as (
  select g.__k0,
         g.__k1,
         sum(g.__a0) over (partition by g.__k1 order by g.__k0 rows unbounded preceding) as __m0
  from now_groups g
)
select r.__k0 as "month",
       r.__k1 as "kind",
       r.__m0 as "running",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__k0 asc nulls last, r.__m0 desc nulls last, r.__k0 asc nulls last, r.__k1 asc nulls last;
-- buckets may compete for the first places themselves
with base as (
  select "at", "v"
  from "t"
  where true
    and ("at" >= cast($p1 as timestamp) and "at" < cast($p2 as timestamp))
),
now_parts as (
  select cast(CAST(date_trunc('month', CAST("at" AS DATE)) AS DATE) as date) as __k0,
         sum("v") as __a0
  from base
  group by 1
),
rank_groups as (
  select parts.__k0 as __k0,
         sum(parts.__a0) as __a0
  from now_parts parts
  group by 1
),
rank_values as (
  select g.__k0,
         g.__a0 as __m0
  from rank_groups g
),
ranked as (
  select *, row_number() over () as __rn from (
  select v.__k0 as __r0
  from rank_values v
  order by v.__m0 desc nulls last, v.__k0 asc nulls last
  ) o
),
now_groups as (
  select case when coalesce(ranked.__rn, cast($p3 as bigint)) > cast($p4 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p6 as bigint)) > cast($p5 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p7 as bigint)), cast($p5 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0
  from now_parts parts
  join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
now_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "month",
       r.__m0 as "v",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
order by r.__rank asc, r.__other asc;
