-- What a step tells beside its rows: a JSON list of names and values, in the order to tell them.
alter table step add column figures text not null default 'null';
