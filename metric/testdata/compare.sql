-- nothing before
with base as not materialized (
  select "day", "kind", "who", "v"
  from "t"
  where true
),
now_groups as (
  select count(*) as __a0,
         count("v") as __a1,
         count(*) filter (where ("kind" is not null and "kind" in (cast($p1 as varchar), cast($p2 as varchar)))) as __a2,
         sum("v") as __a3,
         min("v") as __a4,
         avg("v") as __a5,
         quantile_cont(CAST("v" AS DOUBLE), 0.5) as __a6,
         count(distinct "who") as __a7
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
now_total as (
  select * from now_groups
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2,
         g.__a3 as __m3,
         g.__a4 as __m4,
         g.__a5 as __m5,
         g.__a6 as __m6,
         g.__a7 as __m7,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m8
  from now_groups g cross join now_total a
),
thn_groups as (
  select count(*) as __a0,
         count("v") as __a1,
         count(*) filter (where ("kind" is not null and "kind" in (cast($p5 as varchar), cast($p6 as varchar)))) as __a2,
         sum("v") as __a3,
         min("v") as __a4,
         avg("v") as __a5,
         quantile_cont(CAST("v" AS DOUBLE), 0.5) as __a6,
         count(distinct "who") as __a7
  from base
  where ("day" >= cast($p7 as date) and "day" < cast($p8 as date))
),
thn_total as (
  select * from thn_groups
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2,
         g.__a3 as __m3,
         g.__a4 as __m4,
         g.__a5 as __m5,
         g.__a6 as __m6,
         g.__a7 as __m7,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m8
  from thn_groups g cross join thn_total a
)
select r.__m0 as "n", t.__m0 as "n__compared", r.__m1 as "known", t.__m1 as "known__compared", r.__m2 as "large", t.__m2 as "large__compared", r.__m3 as "v", t.__m3 as "v__compared", r.__m4 as "least", t.__m4 as "least__compared", r.__m5 as "mean", t.__m5 as "mean__compared", r.__m6 as "middle", t.__m6 as "middle__compared", r.__m7 as "people", t.__m7 as "people__compared", r.__m8 as "share", t.__m8 as "share__compared", 1
from now_values r cross join thn_values t;
-- nothing now
with base as not materialized (
  select "day", "who", "v"
  from "t"
  where true
),
now_groups as (
  select count(*) as __a0,
         sum("v") as __a1,
         count(distinct "who") as __a2
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2
  from now_groups g
),
thn_groups as (
  select count(*) as __a0,
         sum("v") as __a1,
         count(distinct "who") as __a2
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2
  from thn_groups g
)
select r.__m0 as "n", t.__m0 as "n__compared", r.__m1 as "v", t.__m1 as "v__compared", r.__m2 as "people", t.__m2 as "people__compared", 1
from now_values r cross join thn_values t;
-- neither
with base as not materialized (
  select "day", "who", "v"
  from "t"
  where true
),
now_groups as (
  select count(*) as __a0,
         sum("v") as __a1,
         count(distinct "who") as __a2
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2
  from now_groups g
),
thn_groups as (
  select count(*) as __a0,
         sum("v") as __a1,
         count(distinct "who") as __a2
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2
  from thn_groups g
)
select r.__m0 as "n", t.__m0 as "n__compared", r.__m1 as "v", t.__m1 as "v__compared", r.__m2 as "people", t.__m2 as "people__compared", 1
from now_values r cross join thn_values t;
-- free SQL has a figure of no rows
with base as not materialized (
  select "day", "kind", "who", "v"
  from "t"
  where true
),
now_groups as (
  select (
count(*) + 1
) as __a0,
         count(*) as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select (
count(*) + 1
) as __a0,
         count(*) as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select r.__m0 as "one_more", t.__m0 as "one_more__compared", r.__m1 as "n", t.__m1 as "n__compared", 1
from now_values r cross join thn_values t;
-- free SQL of groups
with base as not materialized (
  select "day", "kind", "who", "v"
  from "t"
  where true
),
now_groups as (
  select "kind" as __k0,
         (
count(*) + 1
) as __a0
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
),
thn_groups as (
  select "kind" as __k0,
         (
count(*) + 1
) as __a0
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
  group by 1
),
thn_values as (
  select g.__k0,
         g.__a0 as __m0
  from thn_groups g
)
select r.__k0 as "kind",
       r.__m0 as "one_more",
       t.__m0 as "one_more__compared",
       (select count(*) from now_values r) as __groups
from now_values r
left join thn_values t on t.__k0 is not distinct from r.__k0
order by strip_accents(lower(CAST(r.__k0 AS VARCHAR))) asc nulls last, r.__k0 asc nulls last, r.__k0 asc nulls last;
-- a period longer than what it is compared with overlaps it
with base as not materialized (
  select "day", "v"
  from "t"
  where true
),
now_groups as (
  select count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select r.__m0 as "n", t.__m0 as "n__compared", r.__m1 as "v", t.__m1 as "v__compared", 1
from now_values r cross join thn_values t;
-- a period longer than what it is compared with overlaps it: totals
with base as not materialized (
  select "day", "v"
  from "t"
  where true
),
now_groups as (
  select count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select r.__m0 as "n", t.__m0 as "n__compared", r.__m1 as "v", t.__m1 as "v__compared"
from now_values r cross join thn_values t;
-- overlapping periods by kind, the rest as one row
with base as not materialized (
  select "day", "kind", "v"
  from "t"
  where true
),
now_parts as (
  select "kind" as __k0,
         sum("v") as __a0,
         count(*) as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
  group by 1
),
thn_parts as (
  select "kind" as __k0,
         sum("v") as __a0,
         count(*) as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
  group by 1
),
rank_groups as (
  select parts.__k0 as __k0,
         sum(parts.__a0) as __a0,
         cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1
  from now_parts parts
  group by 1
),
rank_values as (
  select g.__k0,
         g.__a0 as __m0,
         g.__a1 as __m1
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
  select case when coalesce(ranked.__rn, cast($p5 as bigint)) > cast($p6 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p8 as bigint)) > cast($p7 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p9 as bigint)), cast($p7 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0,
         cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1
  from now_parts parts
  join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
now_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select case when coalesce(ranked.__rn, cast($p10 as bigint)) > cast($p11 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p13 as bigint)) > cast($p12 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p14 as bigint)), cast($p12 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0,
         cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1
  from thn_parts parts
  left join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
thn_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select r.__k0 as "kind",
       r.__m0 as "v",
       t.__m0 as "v__compared",
       r.__m1 as "n",
       t.__m1 as "n__compared",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join thn_values t on t.__k0 is not distinct from r.__k0 and t.__other = r.__other
order by r.__rank asc, r.__other asc;
-- overlapping periods by kind, the rest as one row: totals
with base as not materialized (
  select "day", "kind", "v"
  from "t"
  where true
),
now_groups as (
  select sum("v") as __a0,
         count(*) as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select sum("v") as __a0,
         count(*) as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select null as "kind", r.__m0 as "v", t.__m0 as "v__compared", r.__m1 as "n", t.__m1 as "n__compared", null as "__other"
from now_values r cross join thn_values t;
-- the rest is made of parts
with base as not materialized (
  select "day", "kind", "v"
  from "t"
  where true
),
now_parts as (
  select "kind" as __k0,
         sum("v") as __a0,
         count(*) as __a1,
         count("v") as __a2,
         count(*) filter (where ("kind" is not null and "kind" in (cast($p1 as varchar), cast($p2 as varchar)))) as __a3,
         min("v") as __a4,
         max("v") as __a5
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
  group by 1
),
thn_parts as (
  select "kind" as __k0,
         sum("v") as __a0,
         count(*) as __a1,
         count("v") as __a2,
         count(*) filter (where ("kind" is not null and "kind" in (cast($p5 as varchar), cast($p6 as varchar)))) as __a3,
         min("v") as __a4,
         max("v") as __a5
  from base
  where ("day" >= cast($p7 as date) and "day" < cast($p8 as date))
  group by 1
),
rank_groups as (
  select parts.__k0 as __k0,
         sum(parts.__a0) as __a0,
         cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1,
         cast(coalesce(sum(parts.__a2), 0) as bigint) as __a2,
         cast(coalesce(sum(parts.__a3), 0) as bigint) as __a3,
         min(parts.__a4) as __a4,
         max(parts.__a5) as __a5
  from now_parts parts
  group by 1
),
rank_total as (
  select sum(parts.__a0) as __a0, cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1, cast(coalesce(sum(parts.__a2), 0) as bigint) as __a2, cast(coalesce(sum(parts.__a3), 0) as bigint) as __a3, min(parts.__a4) as __a4, max(parts.__a5) as __a5
  from now_parts parts
),
rank_values as (
  select g.__k0,
         g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2,
         g.__a3 as __m3,
         g.__a4 as __m4,
         g.__a5 as __m5,
         (cast(g.__a1 as double) / nullif(cast(a.__a1 as double), 0)) as __m6
  from rank_groups g cross join rank_total a
),
ranked as (
  select *, row_number() over () as __rn from (
  select v.__k0 as __r0
  from rank_values v
  order by v.__m0 desc nulls last, v.__k0 asc nulls last
  ) o
),
now_groups as (
  select case when coalesce(ranked.__rn, cast($p9 as bigint)) > cast($p10 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p12 as bigint)) > cast($p11 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p13 as bigint)), cast($p11 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0,
         cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1,
         cast(coalesce(sum(parts.__a2), 0) as bigint) as __a2,
         cast(coalesce(sum(parts.__a3), 0) as bigint) as __a3,
         min(parts.__a4) as __a4,
         max(parts.__a5) as __a5
  from now_parts parts
  join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
now_total as (
  select sum(parts.__a0) as __a0, cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1, cast(coalesce(sum(parts.__a2), 0) as bigint) as __a2, cast(coalesce(sum(parts.__a3), 0) as bigint) as __a3, min(parts.__a4) as __a4, max(parts.__a5) as __a5
  from now_parts parts
),
now_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2,
         g.__a3 as __m3,
         g.__a4 as __m4,
         g.__a5 as __m5,
         (cast(g.__a1 as double) / nullif(cast(a.__a1 as double), 0)) as __m6
  from now_groups g cross join now_total a
),
thn_groups as (
  select case when coalesce(ranked.__rn, cast($p14 as bigint)) > cast($p15 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p17 as bigint)) > cast($p16 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p18 as bigint)), cast($p16 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0,
         cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1,
         cast(coalesce(sum(parts.__a2), 0) as bigint) as __a2,
         cast(coalesce(sum(parts.__a3), 0) as bigint) as __a3,
         min(parts.__a4) as __a4,
         max(parts.__a5) as __a5
  from thn_parts parts
  left join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
thn_total as (
  select sum(parts.__a0) as __a0, cast(coalesce(sum(parts.__a1), 0) as bigint) as __a1, cast(coalesce(sum(parts.__a2), 0) as bigint) as __a2, cast(coalesce(sum(parts.__a3), 0) as bigint) as __a3, min(parts.__a4) as __a4, max(parts.__a5) as __a5
  from thn_parts parts
),
thn_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2,
         g.__a3 as __m3,
         g.__a4 as __m4,
         g.__a5 as __m5,
         (cast(g.__a1 as double) / nullif(cast(a.__a1 as double), 0)) as __m6
  from thn_groups g cross join thn_total a
)
select r.__k0 as "kind",
       r.__m0 as "v",
       t.__m0 as "v__compared",
       r.__m1 as "n",
       t.__m1 as "n__compared",
       r.__m2 as "known",
       t.__m2 as "known__compared",
       r.__m3 as "large",
       t.__m3 as "large__compared",
       r.__m4 as "least",
       t.__m4 as "least__compared",
       r.__m5 as "most",
       t.__m5 as "most__compared",
       r.__m6 as "share",
       t.__m6 as "share__compared",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join thn_values t on t.__k0 is not distinct from r.__k0 and t.__other = r.__other
order by r.__rank asc, r.__other asc;
-- the rest is made of parts: totals
with base as not materialized (
  select "day", "kind", "v"
  from "t"
  where true
),
now_groups as (
  select sum("v") as __a0,
         count(*) as __a1,
         count("v") as __a2,
         count(*) filter (where ("kind" is not null and "kind" in (cast($p1 as varchar), cast($p2 as varchar)))) as __a3,
         min("v") as __a4,
         max("v") as __a5
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
now_total as (
  select * from now_groups
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2,
         g.__a3 as __m3,
         g.__a4 as __m4,
         g.__a5 as __m5,
         (cast(g.__a1 as double) / nullif(cast(a.__a1 as double), 0)) as __m6
  from now_groups g cross join now_total a
),
thn_groups as (
  select sum("v") as __a0,
         count(*) as __a1,
         count("v") as __a2,
         count(*) filter (where ("kind" is not null and "kind" in (cast($p5 as varchar), cast($p6 as varchar)))) as __a3,
         min("v") as __a4,
         max("v") as __a5
  from base
  where ("day" >= cast($p7 as date) and "day" < cast($p8 as date))
),
thn_total as (
  select * from thn_groups
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1,
         g.__a2 as __m2,
         g.__a3 as __m3,
         g.__a4 as __m4,
         g.__a5 as __m5,
         (cast(g.__a1 as double) / nullif(cast(a.__a1 as double), 0)) as __m6
  from thn_groups g cross join thn_total a
)
select null as "kind", r.__m0 as "v", t.__m0 as "v__compared", r.__m1 as "n", t.__m1 as "n__compared", r.__m2 as "known", t.__m2 as "known__compared", r.__m3 as "large", t.__m3 as "large__compared", r.__m4 as "least", t.__m4 as "least__compared", r.__m5 as "most", t.__m5 as "most__compared", r.__m6 as "share", t.__m6 as "share__compared", null as "__other"
from now_values r cross join thn_values t;
-- the rest by day
with base as not materialized (
  select "day", "kind", "v"
  from "t"
  where true
),
now_parts as (
  select cast(CAST("day" AS DATE) as date) as __k0,
         "kind" as __k1,
         count(*) as __a0,
         max("v") as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
  group by 1, 2
),
thn_parts as (
  select cast(CAST("day" AS DATE) as date) as __k0,
         "kind" as __k1,
         count(*) as __a0,
         max("v") as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
  group by 1, 2
),
rank_groups as (
  select parts.__k1 as __k1,
         cast(coalesce(sum(parts.__a0), 0) as bigint) as __a0,
         max(parts.__a1) as __a1
  from now_parts parts
  group by 1
),
rank_values as (
  select g.__k1,
         g.__a0 as __m0,
         g.__a1 as __m1
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
         case when coalesce(ranked.__rn, cast($p5 as bigint)) > cast($p6 as bigint) then null else parts.__k1 end as __k1,
         coalesce(ranked.__rn, cast($p8 as bigint)) > cast($p7 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p9 as bigint)), cast($p7 as bigint) + 1) as __rank,
         cast(coalesce(sum(parts.__a0), 0) as bigint) as __a0,
         max(parts.__a1) as __a1
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
         g.__a1 as __m1
  from now_groups g
),
buckets as (
  select cast(n as date) as __now, cast(nullif(t, '') as date) as __then
  from (select unnest(string_split(cast($p10 as varchar), ',')) as n, unnest(string_split(cast($p11 as varchar), ',')) as t) x
),
filled as (
  select b.__now as __k0, c.__k1, c.__other, c.__rank, v.__m0, v.__m1
  from buckets b cross join (select distinct __k1, __other, __rank from now_values) c
  left join now_values v on v.__k0 = b.__now and v.__k1 is not distinct from c.__k1 and v.__other = c.__other and v.__rank = c.__rank
),
thn_groups as (
  select parts.__k0 as __k0,
         case when coalesce(ranked.__rn, cast($p12 as bigint)) > cast($p13 as bigint) then null else parts.__k1 end as __k1,
         coalesce(ranked.__rn, cast($p15 as bigint)) > cast($p14 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p16 as bigint)), cast($p14 as bigint) + 1) as __rank,
         cast(coalesce(sum(parts.__a0), 0) as bigint) as __a0,
         max(parts.__a1) as __a1
  from thn_parts parts
  left join ranked on parts.__k1 is not distinct from ranked.__r1
  group by 1, 2, 3, 4
),
thn_values as (
  select g.__k0,
         g.__k1,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select r.__k0 as "day",
       r.__k1 as "kind",
       r.__m0 as "n",
       t.__m0 as "n__compared",
       r.__m1 as "most",
       t.__m1 as "most__compared",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from filled r
left join buckets p on p.__now = r.__k0
left join thn_values t on t.__k0 = p.__then and t.__k1 is not distinct from r.__k1 and t.__other = r.__other
order by r.__k0 asc nulls last, r.__rank asc, r.__other asc;
-- people of the rest are counted once
with base as not materialized (
  select "day", "kind", "who"
  from "t"
  where true
),
rank_groups as (
  select "kind" as __k0,
         count(*) as __a0,
         count(distinct "who") as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
  group by 1
),
rank_values as (
  select g.__k0,
         g.__a0 as __m0,
         g.__a1 as __m1
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
  select case when coalesce(ranked.__rn, cast($p3 as bigint)) > cast($p4 as bigint) then null else "kind" end as __k0,
         coalesce(ranked.__rn, cast($p6 as bigint)) > cast($p5 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p7 as bigint)), cast($p5 as bigint) + 1) as __rank,
         count(*) as __a0,
         count(distinct "who") as __a1
  from base
  join ranked on "kind" is not distinct from ranked.__r0
  where ("day" >= cast($p8 as date) and "day" < cast($p9 as date))
  group by 1, 2, 3
),
now_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select case when coalesce(ranked.__rn, cast($p10 as bigint)) > cast($p11 as bigint) then null else "kind" end as __k0,
         coalesce(ranked.__rn, cast($p13 as bigint)) > cast($p12 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p14 as bigint)), cast($p12 as bigint) + 1) as __rank,
         count(*) as __a0,
         count(distinct "who") as __a1
  from base
  left join ranked on "kind" is not distinct from ranked.__r0
  where ("day" >= cast($p15 as date) and "day" < cast($p16 as date))
  group by 1, 2, 3
),
thn_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select r.__k0 as "kind",
       r.__m0 as "n",
       t.__m0 as "n__compared",
       r.__m1 as "people",
       t.__m1 as "people__compared",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join thn_values t on t.__k0 is not distinct from r.__k0 and t.__other = r.__other
order by r.__rank asc, r.__other asc;
-- people of the rest are counted once: totals
with base as not materialized (
  select "day", "kind", "who"
  from "t"
  where true
),
now_groups as (
  select count(*) as __a0,
         count(distinct "who") as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select count(*) as __a0,
         count(distinct "who") as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select null as "kind", r.__m0 as "n", t.__m0 as "n__compared", r.__m1 as "people", t.__m1 as "people__compared", null as "__other"
from now_values r cross join thn_values t;
-- the rest of no rows
with base as not materialized (
  select "day", "kind", "v"
  from "t"
  where true
),
now_parts as (
  select "kind" as __k0,
         count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
  group by 1
),
thn_parts as (
  select "kind" as __k0,
         count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
  group by 1
),
rank_groups as (
  select parts.__k0 as __k0,
         cast(coalesce(sum(parts.__a0), 0) as bigint) as __a0,
         sum(parts.__a1) as __a1
  from now_parts parts
  group by 1
),
rank_values as (
  select g.__k0,
         g.__a0 as __m0,
         g.__a1 as __m1
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
  select case when coalesce(ranked.__rn, cast($p5 as bigint)) > cast($p6 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p8 as bigint)) > cast($p7 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p9 as bigint)), cast($p7 as bigint) + 1) as __rank,
         cast(coalesce(sum(parts.__a0), 0) as bigint) as __a0,
         sum(parts.__a1) as __a1
  from now_parts parts
  join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
now_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select case when coalesce(ranked.__rn, cast($p10 as bigint)) > cast($p11 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p13 as bigint)) > cast($p12 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p14 as bigint)), cast($p12 as bigint) + 1) as __rank,
         cast(coalesce(sum(parts.__a0), 0) as bigint) as __a0,
         sum(parts.__a1) as __a1
  from thn_parts parts
  left join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
thn_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select r.__k0 as "kind",
       r.__m0 as "n",
       t.__m0 as "n__compared",
       r.__m1 as "v",
       t.__m1 as "v__compared",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join thn_values t on t.__k0 is not distinct from r.__k0 and t.__other = r.__other
order by r.__rank asc, r.__other asc;
-- the rest of no rows: totals
with base as not materialized (
  select "day", "kind", "v"
  from "t"
  where true
),
now_groups as (
  select count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p1 as date) and "day" < cast($p2 as date))
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
),
thn_groups as (
  select count(*) as __a0,
         sum("v") as __a1
  from base
  where ("day" >= cast($p3 as date) and "day" < cast($p4 as date))
),
thn_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from thn_groups g
)
select null as "kind", r.__m0 as "n", t.__m0 as "n__compared", r.__m1 as "v", t.__m1 as "v__compared", null as "__other"
from now_values r cross join thn_values t;
