/*
description: One row a Google ad and day. A blank of the export is unknown and counts nowhere.
materialize: table
time: day
key: [ad_id]
sort: [day]
checks:
  - unique: [ad_id]
  - not_null: [day]
  - row_balance: google_ads
  - sql: select ad_id, clicks, impressions from google_ad where clicks > impressions
    severity: warn
*/
select ad_id, ad_date as day, campaign, city, device, keyword, clicks, impressions, cost, leads, conversions, given_rate, sales,
       -- A ratio over a group may count only rows that know both of its sides.
       case when cost is not null and clicks is not null then cost end as cost_with_clicks,
       case when cost is not null and clicks is not null then clicks end as clicks_with_cost,
       case when clicks is not null and impressions is not null then clicks end as clicks_with_impressions,
       case when clicks is not null and impressions is not null then impressions end as impressions_with_clicks,
       case when cost is not null and conversions is not null then cost end as cost_with_conversions,
       case when cost is not null and conversions is not null then conversions end as conversions_with_cost,
       case when conversions is not null and clicks is not null then conversions end as conversions_with_clicks,
       case when conversions is not null and clicks is not null then clicks end as clicks_with_conversions,
       case when sales is not null and cost is not null then sales end as sales_with_cost,
       case when sales is not null and cost is not null then cost end as cost_with_sales
from google_ads
