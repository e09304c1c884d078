/*
description: The people of the agencies.
materialize: table
key: [agent_id]
sort: [agency_id]
checks:
  - unique: [agent_id]
  - not_null: [agency_id, name]
*/
select agent_id, agency_id, name from agents
