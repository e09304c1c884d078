/*
description: >
  One row for each day that a listing is online, with what visitors did and what it cost. Up to the last day of the daily figures they count;
  from then on the events do. An event may come three days late, and a listing that comes back takes its end away up to 90 days later: so
  many days are made again.
materialize: incremental
time: day
lookback: 95d
key: [day, listing_id]
sort: [agency_id, day]
checks:
  - unique: [day, listing_id]
  - not_null: [agency_id, municipality_code]
  - accepted_range: {column: impressions, min: 0}
*/
with edges as (
    select (select min(day) from ad_daily) as first_day,
           (select max(day) from ad_daily) as last_daily,
           (select max(happened_at)::date from ad_events) as last_day
),
online as (
    select listing_id, unnest(generate_series(
               greatest(published_on, first_day, $start::date),
               least(coalesce(ended_on - 1, last_day), last_day, $end::date - 1),
               interval 1 day))::date as day
    from listing, edges
),
figures as (
    select day, listing_id, impressions, detail_views, phone_reveals, saves, shares
    from ad_daily
    where day >= $start and day < $end
    union all
    select happened_at::date as day, listing_id,
           count(*) filter (where kind = 'impression'),
           count(*) filter (where kind = 'detail_view'),
           count(*) filter (where kind = 'phone_reveal'),
           count(*) filter (where kind = 'save'),
           count(*) filter (where kind = 'share')
    from ad_event
    where happened_at::date >= $start and happened_at::date < $end and happened_at::date > (select last_daily from edges)
    group by all
),
people as (
    select day, listing_id, count(*) as leads, sum(is_new) as unique_leads
    from contact
    where day >= $start and day < $end
    group by all
),
costs as (
    select o.day, o.listing_id,
           sum(c.price_per_day) filter (where c.product = 'subscription') as subscription,
           sum(c.price_per_day) filter (where c.product <> 'subscription') as promotions,
           coalesce(max(case c.product when 'top_ad' then 'top_ad' when 'featured' then 'featured' end), 'none') as promotion
    from online o
    join charges c on c.listing_id = o.listing_id and o.day between c.from_day and c.to_day
    group by all
)
select o.day, o.listing_id, l.agency_id, l.agent_id, l.property_type, l.operation, l.parish_code, l.municipality_code, l.district_code,
       coalesce(c.promotion, 'none') as promotion,
       coalesce(f.impressions, 0)::bigint as impressions,
       coalesce(f.detail_views, 0)::bigint as detail_views,
       coalesce(f.phone_reveals, 0)::bigint as phone_reveals,
       coalesce(f.saves, 0)::bigint as saves,
       coalesce(f.shares, 0)::bigint as shares,
       coalesce(p.leads, 0)::bigint as leads,
       coalesce(p.unique_leads, 0)::bigint as unique_leads,
       coalesce(c.subscription, 0)::decimal(18, 2) as subscription,
       coalesce(c.promotions, 0)::decimal(18, 2) as promotions,
       (coalesce(c.subscription, 0) + coalesce(c.promotions, 0))::decimal(18, 2) as cost,
       case when o.day = l.first_published_on then 1 else 0 end as opened,
       case when o.day = l.ended_on - 1 and l.days_on_market is not null then 1 else 0 end as closed,
       case when o.day = l.ended_on - 1 then l.days_on_market end as days_on_market
from online o
join listing l on l.listing_id = o.listing_id
left join figures f on f.day = o.day and f.listing_id = o.listing_id
left join people p on p.day = o.day and p.listing_id = o.listing_id
left join costs c on c.day = o.day and c.listing_id = o.listing_id
