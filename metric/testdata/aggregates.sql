-- a ratio is a sum over a sum
with base as (
  select "region", "leads", "views"
  from "t"
  where true
    and ("region" is not null and "region" in (cast($p1 as varchar)))
),
now_groups as (
  select sum("leads") as __a0,
         sum("views") as __a1
  from base
),
now_values as (
  select (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m0,
         (cast((cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as double) * cast($p2 as double)) as __m1
  from now_groups g
)
select r.__m0 as "lead_rate", r.__m1 as "per_thousand", 1
from now_values r;
-- every aggregate over all rows
with base as (
  select "day", "region", "listing", "leads", "views", "price"
  from "t"
  where true
),
now_groups as (
  select sum("leads") as __a0,
         count(*) as __a1,
         count("leads") as __a2,
         count(distinct "listing") as __a3,
         min("leads") as __a4,
         max("leads") as __a5,
         avg("leads") as __a6,
         quantile_cont(CAST("price" AS DOUBLE), 0.5) as __a7,
         quantile_cont(CAST("leads" AS DOUBLE), 0.75) as __a8,
         (
sum(leads * views) -- each row's own
) as __a9
  from base
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
         g.__a8 as __m8,
         g.__a9 as __m9
  from now_groups g
)
select r.__m0 as "leads", r.__m1 as "rows", r.__m2 as "known_leads", r.__m3 as "listings", r.__m4 as "least", r.__m5 as "most", r.__m6 as "mean", r.__m7 as "middle", r.__m8 as "upper", r.__m9 as "free", 1
from now_values r;
-- groups, unknown last, and a zero denominator is unknown
with base as (
  select "region", "leads", "views"
  from "t"
  where true
),
now_groups as (
  select "region" as __k0,
         sum("leads") as __a0,
         sum("views") as __a1,
         sum("leads") filter (where ("region" in (cast($p1 as varchar)) or "region" is null)) as __a2
  from base
  group by 1
),
now_total as (
  select sum("leads") as __a0, sum("views") as __a1, sum("leads") filter (where ("region" in (cast($p2 as varchar)) or "region" is null)) as __a2
  from base
),
now_values as (
  select g.__k0,
         g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m1,
         g.__a2 as __m2,
         (cast(g.__a0 as double) / nullif(cast(a.__a0 as double), 0)) as __m3
  from now_groups g cross join now_total a
)
select r.__k0 as "region",
       r.__m0 as "leads",
       r.__m1 as "lead_rate",
       r.__m2 as "north_leads",
       r.__m3 as "share",
       (select count(*) from now_values r) as __groups
from now_values r
order by strip_accents(lower(CAST(r.__k0 AS VARCHAR))) asc nulls last, r.__k0 asc nulls last, r.__k0 asc nulls last;
-- groups, unknown last, and a zero denominator is unknown: totals
with base as (
  select "region", "leads", "views"
  from "t"
  where true
),
now_groups as (
  select sum("leads") as __a0,
         sum("views") as __a1,
         sum("leads") filter (where ("region" in (cast($p1 as varchar)) or "region" is null)) as __a2
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
select null as "region", r.__m0 as "leads", r.__m1 as "lead_rate", r.__m2 as "north_leads", r.__m3 as "share"
from now_values r;
-- money is summed exactly and rounded once
with base as (
  select "region", "leads", "price"
  from "t"
  where true
),
now_groups as (
  select "region" as __k0,
         sum("price") as __a0,
         sum("leads") as __a1
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0,
         (cast(g.__a0 as double) / nullif(cast(g.__a1 as double), 0)) as __m1
  from now_groups g
)
select r.__k0 as "region",
       round(r.__m0, 2) as "spend",
       round(r.__m1, 2) as "spend_per_lead",
       (select count(*) from now_values r) as __groups
from now_values r
order by round(r.__m0, 2) desc nulls last, r.__k0 asc nulls last;
-- totals are computed from rows and not from groups
with base as (
  select "region", "listing", "price"
  from "t"
  where true
),
now_groups as (
  select "region" as __k0,
         count(distinct "listing") as __a0,
         quantile_cont(CAST("price" AS DOUBLE), 0.5) as __a1
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
)
select r.__k0 as "region",
       r.__m0 as "listings",
       r.__m1 as "middle",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__m0 desc nulls last, r.__k0 asc nulls last;
-- totals are computed from rows and not from groups: totals
with base as (
  select "region", "listing", "price"
  from "t"
  where true
),
now_groups as (
  select count(distinct "listing") as __a0,
         quantile_cont(CAST("price" AS DOUBLE), 0.5) as __a1
  from base
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
)
select null as "region", r.__m0 as "listings", r.__m1 as "middle"
from now_values r;
-- no row gives no sum and a count of 0
with base as (
  select "region", "leads"
  from "t"
  where true
    and ("region" is not null and "region" in (cast($p1 as varchar)))
),
now_groups as (
  select sum("leads") as __a0,
         count(*) as __a1
  from base
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
)
select r.__m0 as "leads", r.__m1 as "rows", 1
from now_values r;
-- a row filter hides the other rows from free SQL too
with base as (
  select "day", "region", "listing", "leads", "views", "price"
  from "t"
  where ((("region" is not null and "region" in (cast($p1 as varchar)))))
),
now_groups as (
  select "region" as __k0,
         sum("leads") as __a0,
         (
sum(leads * views) -- each row's own
) as __a1
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
)
select r.__k0 as "region",
       r.__m0 as "leads",
       r.__m1 as "free",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__m0 desc nulls last, r.__k0 asc nulls last;
-- a row filter hides the other rows from free SQL too: totals
with base as (
  select "day", "region", "listing", "leads", "views", "price"
  from "t"
  where ((("region" is not null and "region" in (cast($p1 as varchar)))))
),
now_groups as (
  select sum("leads") as __a0,
         (
sum(leads * views) -- each row's own
) as __a1
  from base
),
now_values as (
  select g.__a0 as __m0,
         g.__a1 as __m1
  from now_groups g
)
select null as "region", r.__m0 as "leads", r.__m1 as "free"
from now_values r;
