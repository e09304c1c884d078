/*
description: One row a Facebook ad and day.
materialize: table
time: day
key: [ad_id]
sort: [day]
checks:
  - unique: [ad_id]
  - not_null: [day, campaign_id]
  - row_balance: facebook_ads
  - sql: select ad_id, clicks, impressions from facebook_ad where clicks > impressions
    severity: warn
*/
select ad_id, ad_date as day, campaign_id, fb_campaign_id, age, gender, concat(gender, ' ', age) as audience, interest,
       impressions, clicks, spend, conversions, approved
from facebook_ads
