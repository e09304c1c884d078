/*
description: Regions with the name that a reader tells them apart by. Parishes of one name lie in several municipalities.
materialize: table
key: [region_code]
checks:
  - unique: [region_code]
  - not_null: [label]
*/
select r.region_code, r.name, r.level, r.parent_code,
       case when r.level = 'parish' then r.name || ' (' || m.name || ')' else r.name end as label
from regions r
left join regions m on m.region_code = r.parent_code
