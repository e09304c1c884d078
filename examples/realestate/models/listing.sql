/*
description: >
  One row a listing, with its regions, its stay on the market and the parts of its quality. A listing that comes back at the same address within
  90 days goes on with its first date, and its break is not an end.
materialize: table
key: [listing_id]
sort: [agency_id, listing_id]
checks:
  - unique: [listing_id]
  - not_null: [agency_id, municipality_code, district_code]
  - row_balance: listings
  - accepted_range: {column: quality, min: 0, max: 100}
*/
with neighbours as (
    select *,
           lag(ended_on) over home as ended_before,
           lead(published_on) over home as published_after
    from listings
    window home as (partition by agency_id, address, property_type, operation order by published_on, listing_id)
),
stays as (
    select *,
           sum(case when date_diff('day', ended_before, published_on) <= 90 then 0 else 1 end)
               over (partition by agency_id, address, property_type, operation order by published_on, listing_id) as stay
    from neighbours
),
parts as (
    select *,
           min(published_on) over (partition by agency_id, address, property_type, operation, stay) as first_published_on,
           coalesce(date_diff('day', ended_on, published_after) <= 90, false) as comes_back,
           round(30 * least(photos, 20) / 20.0)::integer as quality_photos,
           (least(15, description_words // 10) + least(10, facts))::integer as quality_text,
           round(25 * filled_fields / 20.0)::integer as quality_fields,
           case when has_plan then 5 else 0 end + case when has_video then 5 else 0 end as quality_media,
           case when has_location then 5 else 0 end + case when energy_certificate is not null then 5 else 0 end as quality_place
    from stays
)
select p.listing_id, p.agency_id, p.agent_id, p.title, p.property_type, p.operation,
       p.parish_code, parish.parent_code as municipality_code, municipality.parent_code as district_code,
       p.price, p.area_m2, p.bedrooms, p.photos, p.published_on, p.ended_on, p.end_reason, p.first_published_on, p.comes_back,
       case when p.ended_on is not null and not p.comes_back then date_diff('day', p.first_published_on, p.ended_on) end as days_on_market,
       p.quality_photos, p.quality_text, p.quality_fields, p.quality_media, p.quality_place,
       p.quality_photos + p.quality_text + p.quality_fields + p.quality_media + p.quality_place as quality
from parts p
left join regions parish on parish.region_code = p.parish_code
left join regions municipality on municipality.region_code = parish.parent_code
