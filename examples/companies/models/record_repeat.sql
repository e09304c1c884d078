/*
description: >
  One row a record with the company that it is, and whether an earlier record of the same source is that company too: a duplicate. Beside it
  stands what the VAT number alone tells.
materialize: table
time: first_seen
key: [source, record_id]
sort: [source, first_seen]
checks:
  - unique: [source, record_id]
  - row_balance: company_record
  - row_balance: company_member
*/
select r.source, r.record_id, m.entity, c.country, c.town, r.first_seen, q.repeats_vat,
       row_number() over (partition by m.entity, r.source order by r.first_seen, r.record_id) > 1 as repeats
from company_record r
join company_member m on m.source = r.source and m.record = r.record_id
join company c on c.entity = m.entity
join record_quality q on q.source = r.source and q.record_id = r.record_id
