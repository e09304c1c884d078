/*
description: One row for each listing that is online on the last day of the data, with its price and quality.
materialize: table
key: [listing_id]
sort: [agency_id, listing_id]
checks:
  - unique: [listing_id]
  - not_null: [agency_id, quality]
*/
select listing_id, agency_id, agent_id, property_type, operation, parish_code, municipality_code, district_code,
       price, area_m2, published_on, first_published_on, quality_photos, quality_text, quality_fields, quality_media, quality_place, quality,
       case when quality >= 70 then 'high' when quality >= 50 then 'medium' else 'low' end as quality_level
from listing
where published_on <= (select max(happened_at)::date from ad_events)
  and (ended_on is null or ended_on > (select max(happened_at)::date from ad_events))
