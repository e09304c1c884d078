-- in
with base as (
  select "name", "size"
  from "t"
  where true
    and ("name" is not null and "name" in (cast($p1 as varchar), cast($p2 as varchar)))
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- in with unknown
with base as (
  select "name", "size"
  from "t"
  where true
    and ("name" in (cast($p1 as varchar)) or "name" is null)
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- in nothing keeps nothing
with base as (
  select "name"
  from "t"
  where true
    and false
),
now_groups as (
  select count(*) as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "n", 1
from now_values r;
-- not in keeps the unknown
with base as (
  select "name", "size"
  from "t"
  where true
    and ("name" is null or "name" not in (cast($p1 as varchar)))
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- not in with unknown
with base as (
  select "name", "size"
  from "t"
  where true
    and ("name" is not null and "name" not in (cast($p1 as varchar)))
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- not in nothing keeps everything
with base as (
  select "name", "size"
  from "t"
  where true
    and true
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- a range goes up to but not including its end
with base as (
  select "size"
  from "t"
  where true
    and coalesce("size" >= cast($p1 as bigint) and "size" < cast($p2 as bigint), false)
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- a range with one end
with base as (
  select "size", "price"
  from "t"
  where true
    and coalesce("price" >= cast($p1 as decimal(38,9)), false)
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- a range of days
with base as (
  select "size", "born"
  from "t"
  where true
    and coalesce("born" >= cast($p1 as date) and "born" < cast($p2 as date), false)
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- a decimal is compared exactly
with base as (
  select "price"
  from "t"
  where true
    and ("price" is not null and "price" in (cast($p1 as decimal(38,9)), cast($p2 as decimal(38,9))))
),
now_groups as (
  select count(*) as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "n", 1
from now_values r;
-- contains knows neither case nor accents
with base as (
  select "name", "size"
  from "t"
  where true
    and coalesce(contains(strip_accents(lower(CAST("name" AS VARCHAR))), strip_accents(lower(cast($p1 as varchar)))), false)
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- contains takes every character as itself
with base as (
  select "name", "size"
  from "t"
  where true
    and coalesce(contains(strip_accents(lower(CAST("name" AS VARCHAR))), strip_accents(lower(cast($p1 as varchar)))), false)
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- unknown and known
with base as (
  select "size", "price", "sold"
  from "t"
  where true
    and "price" is not null
    and "sold" is null
),
now_groups as (
  select "sold" as __k0,
         sum("size") as __a0
  from base
  group by 1
),
now_values as (
  select g.__k0,
         g.__a0 as __m0
  from now_groups g
)
select r.__k0 as "sold",
       r.__m0 as "sizes",
       (select count(*) from now_values r) as __groups
from now_values r
order by r.__m0 desc nulls last, r.__k0 asc nulls last;
-- texts of an address serve as numbers and truths
with base as (
  select "size", "sold"
  from "t"
  where true
    and ("size" is not null and "size" in (cast($p1 as bigint), cast($p2 as bigint)))
    and ("sold" is not null and "sold" in (cast($p3 as boolean)))
),
now_groups as (
  select sum("size") as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "sizes", 1
from now_values r;
-- a value cannot leave its place
with base as (
  select "name"
  from "t"
  where true
    and ("name" is not null and "name" in (cast($p1 as varchar)))
),
now_groups as (
  select count(*) as __a0
  from base
),
now_values as (
  select g.__a0 as __m0
  from now_groups g
)
select r.__m0 as "n", 1
from now_values r;
