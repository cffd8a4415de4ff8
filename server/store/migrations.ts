/** One entry per version of state.db, never edited once released; `PRAGMA user_version` says how many have run. */
export const migrations: readonly string[] = [
  `
  create table meta (name text primary key, value text not null) strict;

  create table request (
    id text primary key,
    system text not null,
    form text not null,
    state text not null,
    at integer not null,
    done_at integer,
    deadline integer,
    sent_from integer,
    correlation text,
    by text not null,
    idem_key text unique,
    idem_hash text,
    message text,
    doc text not null
  ) strict;
  create index request_at on request (at desc, id);
  create index request_state on request (state, at desc);

  create table stage (
    request_id text not null references request (id) on delete cascade,
    n integer not null,
    doc text not null,
    primary key (request_id, n)
  ) strict, without rowid;

  create table outbox (
    seq integer primary key autoincrement,
    kind text not null,
    request_id text,
    road text not null,
    key text,
    value text not null,
    headers text not null,
    bytes integer not null,
    at integer not null
  ) strict;
  create index outbox_request on outbox (request_id);
  create table outbox_size (rows integer not null, bytes integer not null) strict;
  insert into outbox_size values (0, 0);
  create trigger outbox_in after insert on outbox begin update outbox_size set rows = rows + 1, bytes = bytes + new.bytes; end;
  create trigger outbox_out after delete on outbox begin update outbox_size set rows = rows - 1, bytes = bytes - old.bytes; end;

  create table alert (
    id text primary key,
    rule text not null,
    subject text not null,
    state text not null,
    since integer not null,
    fired_at integer,
    resolved_at integer,
    doc text not null
  ) strict;
  create index alert_state on alert (state, resolved_at desc);
  create index alert_rule on alert (rule, subject);

  create table alert_event (
    n integer primary key autoincrement,
    alert_id text not null,
    at integer not null,
    what text not null,
    by text,
    detail text
  ) strict;
  create index alert_event_alert on alert_event (alert_id, n);

  create table alert_cursor (
    rule text not null,
    topic text not null,
    partition integer not null,
    offset text not null,
    time integer not null,
    primary key (rule, topic, partition)
  ) strict, without rowid;

  create table silence (
    id text primary key,
    rule text,
    subject text,
    by text not null,
    at integer not null,
    until integer not null,
    note text
  ) strict;

  create table audit (
    n integer primary key autoincrement,
    at integer not null,
    who text not null,
    what text not null,
    target text not null,
    outcome text not null,
    detail text
  ) strict;
  create trigger audit_is_not_edited before update on audit begin select raise(abort, 'audit rows are never changed'); end;
  create trigger audit_is_not_erased before delete on audit begin select raise(abort, 'audit rows are never removed'); end;
  `,
  `
  create table alert_asked (
    rule text not null,
    key text not null,
    at integer not null,
    say text not null,
    primary key (rule, key)
  ) strict, without rowid;
  `,
]
