/*
description: One row an invoice.
materialize: table
time: month
key: [invoice_id]
sort: [agency_id, month]
checks:
  - unique: [invoice_id]
  - not_null: [agency_id, month, amount]
  - row_balance: payments
*/
select invoice_id, agency_id, month, product, amount, method, status, due_on, paid_on,
       case when status = 'paid' then 0 else amount end as unpaid
from payments
