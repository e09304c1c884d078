-- Runs of the pipeline, what each step of them cost, and what was rejected in each load. Times are RFC 3339 in UTC.
create table run (
  id       text primary key,
  state    text not null check (state in ('running', 'ok', 'failed', 'cancelled', 'interrupted')),
  started  text not null,
  seconds  real not null,
  selected text not null, -- JSON list of what was asked for
  rows_in  integer not null,
  applied  integer not null,
  rejected integer not null,
  bytes    integer not null
) strict;

create table step (
  run             text not null references run (id) on delete cascade,
  place           integer not null, -- in the run, from 1
  name            text not null,
  kind            text not null,
  state           text not null,
  rows_in         integer not null,
  applied         integer not null,
  rejected        integer not null,
  seconds         real not null,
  rows_per_second real not null,
  bytes           integer not null,
  version         integer not null,
  error           text not null, -- JSON of the fault, or empty
  warnings        text not null, -- JSON list
  primary key (run, place)
) strict;

create index step_by_name on step (name, run);

-- What was rejected in a load, by column and code. The rows themselves are in the lake.
create table load_reject (
  load   text not null,
  source text not null,
  item   text not null,
  code   text not null,
  field  text not null,
  rows   integer not null,
  primary key (load, code, field)
) strict;

-- When each scheduled source ran last and is due next.
create table schedule (
  source text primary key,
  cron   text not null, -- another expression in the project starts the schedule anew
  last   text not null, -- empty before the first run
  next   text not null
) strict;
