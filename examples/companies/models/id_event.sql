/*
description: One row an event of the ledger of companies, with the day of its run. Ids are never given twice, and each resolves for ever.
materialize: table
time: day
key: seq
sort: [day, seq]
checks:
  - unique: seq
  - row_balance: company_event
  - accepted_values: {column: kind, values: [create, join, leave, move, absorb, split, redirect, retire]}
*/
select seq, happened_at::date as day, batch as run, kind, entity, records
from company_event
