/*
description: One row a call, at its moment. Speed, length and rating are unknown where nobody answered.
materialize: table
time: called_at
key: [call_id]
sort: [called_at]
checks:
  - unique: [call_id]
  - not_null: [called_at, answered]
  - row_balance: calls
  - sql: select call_id from call where answered = 'N' and answer_seconds is not null
*/
select call_id, call_date + call_time as called_at, isodow(call_date)::integer as weekday, hour(call_time)::integer as hour,
       agent, topic, answered, resolved, answer_seconds, talk, rating
from calls
