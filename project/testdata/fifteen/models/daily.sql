/*
description: One row a day.
materialise: table # want: unknown-field 1 "did you mean materialize?"
checks:
  - unique: [day]
*/
select cast(happened_at as date) as day, agency_id, count(*) as orders
from ordres -- want: unknown-name 6 "did you mean orders?"
group by all
