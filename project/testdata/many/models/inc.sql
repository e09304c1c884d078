/*
materialize: incremental
lookback: 3 days
checks:
  - freshness: 36h
  - unique: [id]
    not_null: [id]
  - severity: error
  - severity: maybe
  - row_balance: thre
  - accepted_range: {column: id}
  - accepted_range: {column: id, min: 3, max: 1}
  - sql: select * from nothing where x = $start
*/
select * from three where x = $strat
