/*
description: One row an event. An event that came twice is kept once.
materialize: incremental
time: happened_at
lookback: 4d
key: [event_id]
sort: [agency_id, happened_at]
checks:
  - unique: [event_id]
  - not_null: [listing_id, agency_id]
*/
select distinct on (event_id) event_id, happened_at, received_at, kind, listing_id, agency_id, person_id, device, channel
from ad_events
where happened_at >= $start and happened_at < $end
