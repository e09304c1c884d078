/*
description: >
  One row each time somebody gets in touch. Of one person about one listing the first counts as a new contact, and one after more than 30
  days of silence counts again.
materialize: table
time: happened_at
sort: [agency_id, happened_at]
checks:
  - not_null: [happened_at, agency_id, listing_id]
  - accepted_values: {column: kind, values: [email, call, message, whatsapp]}
*/
with everything as (
    select happened_at, kind, listing_id, agency_id, person_id from contacts
    union all
    select happened_at, kind, listing_id, agency_id, person_id
    from ad_event
    where kind in ('email', 'call', 'message', 'whatsapp')
      and happened_at::date > (select max(day) from ad_daily)
),
silence as (
    select *, lag(happened_at) over (partition by person_id, listing_id order by happened_at) as before
    from everything
)
select s.happened_at, s.happened_at::date as day, isodow(s.happened_at)::integer as weekday, hour(s.happened_at)::integer as hour,
       s.kind, s.listing_id, s.agency_id, s.person_id,
       case when s.before is null or s.happened_at > s.before + interval 30 days then 1 else 0 end as is_new,
       l.agent_id, l.property_type, l.operation, l.parish_code, l.municipality_code, l.district_code
from silence s
left join listing l on l.listing_id = s.listing_id
