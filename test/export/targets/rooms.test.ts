import { describe, expect, it } from 'vitest';
import { roomsTarget } from '../../../src/export/targets/rooms.js';
import { at, tempStore } from '../../store/fixture.js';
import { fillOffice, hurtful } from '../office.js';
import { checkedRows, type Row, targetRows } from '../target-rows.js';

const local = '00000000-0000-7000-8000-000000000001';
const tableOf = (name: string) => roomsTarget.tables.find((table) => table.name === name)!;
const parsed = (row: Row, column: string) => JSON.parse(row[column] as string);

describe('the target rooms', () => {
  it('has the users, with what they do where that is known', () => {
    const { store, maya, omar, lee } = fillOffice();
    const seen = checkedRows(store, roomsTarget).users.map(({ id, email, name, profession }) => [
      id,
      email,
      name,
      profession,
    ]);
    expect(seen).toEqual([
      [local, 'local@localhost', 'local', null],
      [maya, 'maya@example.com', 'Maya Chen', 'Engineer'],
      [omar, 'omar@example.com', null, null],
      [lee, null, 'Lee', null],
    ]);
  });

  it('has the rooms that were named', () => {
    const { store, maya, room } = fillOffice();
    expect(checkedRows(store, roomsTarget).rooms).toEqual([
      { unit: room, source: room, id: room, owner_id: maya, name: 'Blue', type: null, token: 'blue-1' },
    ]);
    store.sql('UPDATE rooms SET owner_id = NULL').run();
    expect(targetRows(store, tableOf('rooms'))).toMatchObject([{ owner_id: local }]);
  });

  it('has every recording with its companions', () => {
    const { store, maya, planned } = fillOffice();
    const files = checkedRows(store, roomsTarget).user_files;
    expect(files.map(({ original_name, owner_id, size }) => [original_name, owner_id, size])).toEqual([
      ['planned.ogg', maya, 123_456],
      ['loose.ogg', local, 123_456],
      ['processing.ogg', local, 123_456],
      ['failed.ogg', local, 123_456],
    ]);
    const sha256 = 'ab'.repeat(32);
    expect(parsed(files[0], 'companion_files')).toEqual([
      { kind: 'artifact', type: 'transcript.md', key: `${planned}/transcript.md`, size: 321, sha256 },
      { kind: 'artifact', type: 'transcript.vtt', key: `${planned}/transcript.vtt`, size: 321, sha256 },
      { kind: 'track', label: 'first.ogg', start: 0 },
      { kind: 'track', label: 'second.ogg', start: 3.7 },
    ]);
  });

  it('has a panel for each meeting in a room, and a reference to its recording', () => {
    const { store, room, planned } = fillOffice();
    const {
      dashboard_panels: panels,
      room_data_refs: refs,
      user_files: files,
    } = checkedRows(store, roomsTarget);
    expect(panels).toHaveLength(1);
    expect(panels[0]).toMatchObject({ room_id: room, name: `${hurtful} (${planned.slice(-8)})` });
    expect(parsed(panels[0], 'config')).toEqual({
      source: 'scribe',
      meeting: planned,
      artifacts: ['transcript.md', 'transcript.vtt'].map((type) => ({
        type,
        key: `${planned}/${type}`,
        size: 321,
      })),
    });
    expect(refs).toEqual([
      { unit: planned, source: planned, room_id: room, file_id: files[0].id, panel_id: planned },
    ]);
  });

  it('has what each turn of a conversation about a meeting took', () => {
    const { store, omar, room } = fillOffice();
    const rows = checkedRows(store, roomsTarget)['ai_state.turn_metrics_record'];
    expect(
      rows.map(({ turn_number, input_tokens, timestamp }) => [turn_number, input_tokens, timestamp]),
    ).toEqual([
      [0, 100, at(60)],
      [1, 101, at(61)],
    ]);
    expect(rows[0]).toMatchObject({
      room_id: room,
      user_id: omar,
      cached_tokens: null,
      classification: 'question',
    });
  });

  it('has nothing that needs a room where nobody named one', () => {
    const { store } = fillOffice();
    store.sql('UPDATE meetings SET room_id = NULL').run();
    const rows = checkedRows(store, roomsTarget);
    const filled = Object.entries(rows).filter(([, all]) => all.length > 0);
    expect(filled.map(([name]) => name)).toEqual(['users', 'rooms', 'user_files']);
  });

  it('has the local user of an empty store, and nothing else', () => {
    const rows = checkedRows(tempStore(), roomsTarget);
    expect(
      Object.values(rows)
        .flat()
        .map(({ source }) => source),
    ).toEqual([local]);
  });
});
