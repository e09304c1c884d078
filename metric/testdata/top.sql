-- the greatest of the first measure first, ties in the order of members
with base as (
  select "tenant", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
  group by 1
),
now_groups as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
order by r.__m0 desc nulls last, l0.__label asc nulls last, r.__k0 asc nulls last;
-- members of a look-up are ordered by label, unknown last
with base as (
  select "tenant", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
  group by 1
),
now_groups as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
order by strip_accents(lower(CAST(l0.__label AS VARCHAR))) desc nulls last, l0.__label desc nulls last, r.__k0 desc nulls last, l0.__label asc nulls last, r.__k0 asc nulls last;
-- unknown figures come last both ways
with base as (
  select "tenant", "city", "stage", "v", "who"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
    and ("city" is not null and "city" in (cast($p2 as bigint), cast($p3 as bigint)))
),
now_groups as (
  select "stage" as __k0,
         sum("v") as __a0,
         count(distinct "who") as __a1
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
)
select r.__k0 as "stage",
       r.__m0 as "v",
       r.__m1 as "people",
       (select count(*) from now_values r) as __groups
from now_values r
order by case when r.__k0 = cast($p4 as varchar) then 0 when r.__k0 = cast($p5 as varchar) then 1 when r.__k0 is not null then 2 end desc nulls last, r.__k0 desc nulls last, case when r.__k0 = cast($p6 as varchar) then 0 when r.__k0 = cast($p7 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last;
-- the rest is computed from its rows
with base as (
  select "tenant", "city", "v", "w", "who"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
  group by 1
),
rank_groups as (
  select "city" as __k0,
         sum("v") as __a0,
         sum("w") as __a1,
         count(distinct "who") as __a2
  from base
  group by 1
),
rank_total as (
  select sum("v") as __a0, sum("w") as __a1, count(distinct "who") as __a2
  from base
),
rank_values as (
  select g.__k0,
         g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m1,
         g.__a2 as __m2,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m3
  from rank_groups g cross join rank_total a
),
ranked as (
  select *, row_number() over () as __rn from (
  select v.__k0 as __r0
  from rank_values v
left join l0 on l0.__key = v.__k0
  order by v.__m0 desc nulls last, l0.__label asc nulls last, v.__k0 asc nulls last
  ) o
),
now_groups as (
  select case when coalesce(ranked.__rn, cast($p3 as bigint)) > cast($p4 as bigint) then null else "city" end as __k0,
         coalesce(ranked.__rn, cast($p6 as bigint)) > cast($p5 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p7 as bigint)), cast($p5 as bigint) + 1) as __rank,
         sum("v") as __a0,
         sum("w") as __a1,
         count(distinct "who") as __a2
  from base
  join ranked on "city" is not distinct from ranked.__r0
  group by 1, 2, 3
),
now_total as (
  select sum("v") as __a0, sum("w") as __a1, count(distinct "who") as __a2
  from base
),
now_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m1,
         g.__a2 as __m2,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m3
  from now_groups g cross join now_total a
)
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       r.__m1 as "rate",
       r.__m2 as "people",
       r.__m3 as "share",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
order by r.__rank asc, r.__other asc;
-- the rest is computed from its rows: totals
with base as (
  select "tenant", "city", "v", "w", "who"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_groups as (
  select sum("v") as __a0,
         sum("w") as __a1,
         count(distinct "who") as __a2
  from base
),
now_total as (
  select * from now_groups
),
now_values as (
  select g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m1,
         g.__a2 as __m2,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m3
  from now_groups g cross join now_total a
)
select null as "city", null as "city__label", r.__m0 as "v", r.__m1 as "rate", r.__m2 as "people", r.__m3 as "share", null as "__other"
from now_values r;
-- no rest where everything has its place
with base as (
  select "tenant", "stage", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_parts as (
  select "stage" as __k0,
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
  order by v.__m0 desc nulls last, case when v.__k0 = cast($p2 as varchar) then 0 when v.__k0 = cast($p3 as varchar) then 1 when v.__k0 is not null then 2 end asc nulls last, v.__k0 asc nulls last
  ) o
),
now_groups as (
  select case when coalesce(ranked.__rn, cast($p4 as bigint)) > cast($p5 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p7 as bigint)) > cast($p6 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p8 as bigint)), cast($p6 as bigint) + 1) as __rank,
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
select r.__k0 as "stage",
       r.__m0 as "v",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
order by r.__rank asc, r.__other asc;
-- with time, members compete over the whole period and each bucket has its rest
with base as (
  select "tenant", "day", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_parts as (
  select cast(CAST("day" AS DATE) as date) as __k0,
         "city" as __k1,
         sum("v") as __a0
  from base
  group by 1, 2
),
l1 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
  group by 1
),
rank_groups as (
  select parts.__k1 as __k1,
         sum(parts.__a0) as __a0
  from now_parts parts
  group by 1
),
rank_values as (
  select g.__k1,
         g.__a0 as __m0
  from rank_groups g
),
ranked as (
  select *, row_number() over () as __rn from (
  select v.__k1 as __r1
  from rank_values v
left join l1 on l1.__key = v.__k1
  order by v.__m0 desc nulls last, l1.__label asc nulls last, v.__k1 asc nulls last
  ) o
),
now_groups as (
  select parts.__k0 as __k0,
         case when coalesce(ranked.__rn, cast($p3 as bigint)) > cast($p4 as bigint) then null else parts.__k1 end as __k1,
         coalesce(ranked.__rn, cast($p6 as bigint)) > cast($p5 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p7 as bigint)), cast($p5 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0
  from now_parts parts
  join ranked on parts.__k1 is not distinct from ranked.__r1
  group by 1, 2, 3, 4
),
now_values as (
  select g.__k0,
         g.__k1,
         g.__other,
         g.__rank,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "day",
       r.__k1 as "city",
       l1.__label as "city__label",
       r.__m0 as "v",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join l1 on l1.__key = r.__k1
order by r.__k0 asc nulls last, r.__rank asc, r.__other asc;
-- the rest of a comparison
with base as not materialized (
  select "tenant", "day", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_parts as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  where ("day" >= cast($p2 as date) and "day" < cast($p3 as date))
  group by 1
),
thn_parts as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  where ("day" >= cast($p4 as date) and "day" < cast($p5 as date))
  group by 1
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p6 as varchar)))))
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
left join l0 on l0.__key = v.__k0
  order by v.__m0 asc nulls last, l0.__label asc nulls last, v.__k0 asc nulls last
  ) o
),
now_groups as (
  select case when coalesce(ranked.__rn, cast($p7 as bigint)) > cast($p8 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p10 as bigint)) > cast($p9 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p11 as bigint)), cast($p9 as bigint) + 1) as __rank,
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
),
thn_groups as (
  select case when coalesce(ranked.__rn, cast($p12 as bigint)) > cast($p13 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p15 as bigint)) > cast($p14 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p16 as bigint)), cast($p14 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0
  from thn_parts parts
  left join ranked on parts.__k0 is not distinct from ranked.__r0
  group by 1, 2, 3
),
thn_values as (
  select g.__k0,
         g.__other,
         g.__rank,
         g.__a0 as __m0
  from thn_groups g
)
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       t.__m0 as "v__compared",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join thn_values t on t.__k0 is not distinct from r.__k0 and t.__other = r.__other
left join l0 on l0.__key = r.__k0
order by r.__rank asc, r.__other asc;
-- buckets of the first and the rest
with base as not materialized (
  select "tenant", "day", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_parts as (
  select cast(CAST("day" AS DATE) as date) as __k0,
         "city" as __k1,
         sum("v") as __a0
  from base
  where ("day" >= cast($p2 as date) and "day" < cast($p3 as date))
  group by 1, 2
),
thn_parts as (
  select cast(CAST("day" AS DATE) as date) as __k0,
         "city" as __k1,
         sum("v") as __a0
  from base
  where ("day" >= cast($p4 as date) and "day" < cast($p5 as date))
  group by 1, 2
),
l1 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p6 as varchar)))))
  group by 1
),
rank_groups as (
  select parts.__k1 as __k1,
         sum(parts.__a0) as __a0
  from now_parts parts
  group by 1
),
rank_values as (
  select g.__k1,
         g.__a0 as __m0
  from rank_groups g
),
ranked as (
  select *, row_number() over () as __rn from (
  select v.__k1 as __r1
  from rank_values v
left join l1 on l1.__key = v.__k1
  order by v.__m0 desc nulls last, l1.__label asc nulls last, v.__k1 asc nulls last
  ) o
),
now_groups as (
  select parts.__k0 as __k0,
         case when coalesce(ranked.__rn, cast($p7 as bigint)) > cast($p8 as bigint) then null else parts.__k1 end as __k1,
         coalesce(ranked.__rn, cast($p10 as bigint)) > cast($p9 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p11 as bigint)), cast($p9 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0
  from now_parts parts
  join ranked on parts.__k1 is not distinct from ranked.__r1
  group by 1, 2, 3, 4
),
now_values as (
  select g.__k0,
         g.__k1,
         g.__other,
         g.__rank,
         g.__a0 as __m0
  from now_groups g
),
buckets as (
  select cast(n as date) as __now, cast(nullif(t, '') as date) as __then
  from (select unnest(string_split(cast($p12 as varchar), ',')) as n, unnest(string_split(cast($p13 as varchar), ',')) as t) x
),
filled as (
  select b.__now as __k0, c.__k1, c.__other, c.__rank, v.__m0
  from buckets b cross join (select distinct __k1, __other, __rank from now_values) c
  left join now_values v on v.__k0 = b.__now and v.__k1 is not distinct from c.__k1 and v.__other = c.__other and v.__rank = c.__rank
),
thn_groups as (
  select parts.__k0 as __k0,
         case when coalesce(ranked.__rn, cast($p14 as bigint)) > cast($p15 as bigint) then null else parts.__k1 end as __k1,
         coalesce(ranked.__rn, cast($p17 as bigint)) > cast($p16 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p18 as bigint)), cast($p16 as bigint) + 1) as __rank,
         sum(parts.__a0) as __a0
  from thn_parts parts
  left join ranked on parts.__k1 is not distinct from ranked.__r1
  group by 1, 2, 3, 4
),
thn_values as (
  select g.__k0,
         g.__k1,
         g.__other,
         g.__rank,
         g.__a0 as __m0
  from thn_groups g
)
select r.__k0 as "day",
       r.__k1 as "city",
       l1.__label as "city__label",
       r.__m0 as "v",
       t.__m0 as "v__compared",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from filled r
left join buckets p on p.__now = r.__k0
left join thn_values t on t.__k0 = p.__then and t.__k1 is not distinct from r.__k1 and t.__other = r.__other
left join l1 on l1.__key = r.__k1
order by r.__k0 asc nulls last, r.__rank asc, r.__other asc;
-- a page
with base as (
  select "tenant", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
  group by 1
),
now_groups as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
order by r.__m0 desc nulls last, l0.__label asc nulls last, r.__k0 asc nulls last
limit cast($p3 as bigint)
offset cast($p4 as bigint);
-- members in their own order
with base as (
  select "tenant", "stage", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_groups as (
  select "stage" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "stage",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by case when r.__k0 = cast($p2 as varchar) then 0 when r.__k0 = cast($p3 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last, case when r.__k0 = cast($p4 as varchar) then 0 when r.__k0 = cast($p5 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last;
-- but the first few are the greatest
with base as (
  select "tenant", "stage", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_groups as (
  select "stage" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "stage",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__m0 desc nulls last, case when r.__k0 = cast($p2 as varchar) then 0 when r.__k0 = cast($p3 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last
limit cast($p4 as bigint);
-- a search in labels of a look-up
with base as (
  select "tenant", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
  group by 1
),
now_groups as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       (select count(*) from now_values r
left join l0 on l0.__key = r.__k0
where (coalesce(contains(strip_accents(lower(CAST(cast(r.__k0 as varchar) AS VARCHAR))), strip_accents(lower(cast($p3 as varchar)))), false) or coalesce(contains(strip_accents(lower(CAST(cast(l0.__label as varchar) AS VARCHAR))), strip_accents(lower(cast($p3 as varchar)))), false))) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
where (coalesce(contains(strip_accents(lower(CAST(cast(r.__k0 as varchar) AS VARCHAR))), strip_accents(lower(cast($p3 as varchar)))), false) or coalesce(contains(strip_accents(lower(CAST(cast(l0.__label as varchar) AS VARCHAR))), strip_accents(lower(cast($p3 as varchar)))), false))
order by r.__m0 desc nulls last, l0.__label asc nulls last, r.__k0 asc nulls last;
-- a search in labels of any language
with base as (
  select "tenant", "stage", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_groups as (
  select "stage" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "stage",
       r.__m0 as "v",
       (select count(*) from now_values r
where (coalesce(contains(strip_accents(lower(CAST(cast(r.__k0 as varchar) AS VARCHAR))), strip_accents(lower(cast($p2 as varchar)))), false) or r.__k0 is not distinct from cast($p3 as varchar))) as __groups
from now_values r
where (coalesce(contains(strip_accents(lower(CAST(cast(r.__k0 as varchar) AS VARCHAR))), strip_accents(lower(cast($p2 as varchar)))), false) or r.__k0 is not distinct from cast($p3 as varchar))
order by case when r.__k0 = cast($p4 as varchar) then 0 when r.__k0 = cast($p5 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last, case when r.__k0 = cast($p6 as varchar) then 0 when r.__k0 = cast($p7 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last;
-- a search in labels of any language: totals
with base as (
  select "tenant", "stage", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_groups as (
  select sum("v") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select null as "stage", r.__m0 as "v"
from now_values r;
-- the rest of a search
with base as (
  select "tenant", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_parts as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
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
left join l0 on l0.__key = v.__k0
  where (coalesce(contains(strip_accents(lower(CAST(cast(v.__k0 as varchar) AS VARCHAR))), strip_accents(lower(cast($p3 as varchar)))), false) or coalesce(contains(strip_accents(lower(CAST(cast(l0.__label as varchar) AS VARCHAR))), strip_accents(lower(cast($p3 as varchar)))), false))
  order by v.__m0 desc nulls last, l0.__label asc nulls last, v.__k0 asc nulls last
  ) o
),
now_groups as (
  select case when coalesce(ranked.__rn, cast($p4 as bigint)) > cast($p5 as bigint) then null else parts.__k0 end as __k0,
         coalesce(ranked.__rn, cast($p7 as bigint)) > cast($p6 as bigint) as __other,
         least(coalesce(ranked.__rn, cast($p8 as bigint)), cast($p6 as bigint) + 1) as __rank,
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
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       r.__other as "__other",
       (select count(*) from ranked) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
order by r.__rank asc, r.__other asc;
-- a look-up with tenants is filtered by them
with base as (
  select "tenant", "city", "v"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
l0 as (
  select "id" as __key, min("name") as __label
  from "cities"
  where ((("tenant" is not null and "tenant" in (cast($p2 as varchar)))))
  group by 1
),
now_groups as (
  select "city" as __k0,
         sum("v") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "city",
       l0.__label as "city__label",
       r.__m0 as "v",
       (select count(*) from now_values r) as __groups
from now_values r
left join l0 on l0.__key = r.__k0
order by r.__m0 desc nulls last, l0.__label asc nulls last, r.__k0 asc nulls last;
-- members without a measure
with base as (
  select "tenant", "stage"
  from "t"
  where ((("tenant" is not null and "tenant" in (cast($p1 as varchar)))))
),
now_groups as (
  select "stage" as __k0
  from base
  group by 1
),
now_values as (
  select g.__k0
  from now_groups g
)
select r.__k0 as "stage",
       (select count(*) from now_values r) as __groups
from now_values r
order by case when r.__k0 = cast($p2 as varchar) then 0 when r.__k0 = cast($p3 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last, case when r.__k0 = cast($p4 as varchar) then 0 when r.__k0 = cast($p5 as varchar) then 1 when r.__k0 is not null then 2 end asc nulls last, r.__k0 asc nulls last;
