-- Who may sign in. attributes and roles are JSON, because they are read and written whole.
create table user (
  user        text primary key,
  name        text not null,
  password    text not null default '',  -- argon2id in its own notation; '' means none yet
  roles       text not null default '[]',
  attributes  text not null default '{}',
  language    text not null default '',
  disabled    integer not null default 0,
  created_at  integer not null,          -- unix seconds, as all times here
  password_at integer not null default 0
) strict;

-- Sessions and tokens are kept as the SHA-256 of what the holder has.
create table session (
  hash       blob primary key,
  user       text not null references user (user) on delete cascade,
  address    text not null default '',
  created_at integer not null,
  seen_at    integer not null
) strict, without rowid;
create index session_user on session (user);

create table token (
  hash         blob primary key,
  user         text not null references user (user) on delete cascade,
  name         text not null,
  created_at   integer not null,
  expires_at   integer not null default 0, -- 0 is never
  last_used_at integer not null default 0,
  unique (user, name)
) strict, without rowid;

-- One-use links: a first administrator (user is ''), or a new password for a user.
create table link (
  hash       blob primary key,
  purpose    text not null,
  user       text not null default '',
  created_at integer not null,
  expires_at integer not null
) strict, without rowid;

-- A number that grows with each change of users, so that other processes' memory of them is renewed.
create table access_version (one integer primary key check (one = 1), version integer not null) strict;
insert into access_version values (1, 1);

create table audit (
  id           integer primary key,
  at           integer not null,          -- unix milliseconds
  user         text not null,
  via          text not null,
  action       text not null,
  what         text not null,
  rows         integer not null default 0,
  milliseconds integer not null default 0,
  outcome      text not null,
  address      text not null default ''
) strict;
create index audit_at on audit (at);
