/*
description: Agencies by the name that stands on the page.
materialize: table
key: [agency_id]
sort: [agency_id]
checks:
  - unique: [agency_id]
  - not_null: [name]
*/
select agency_id, name, size_class, district_code, joined_on from agencies
