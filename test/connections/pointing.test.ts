import {describe, expect, test} from '@jest/globals';
import {pointsTo} from '../../src/connections/pointing.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const [OLD, NEW] = ['AB'.repeat(20), 'CD'.repeat(20)];
const usage = 'AudioVideoAuthentication';
const at = '2026-03-02T12:00:00Z';
const staged = (moment: string) => ({[usage]: {current: OLD, staged: {thumbprint: NEW, at: moment}}});

describe('a usage points to a certificate', () => {
  test('from a moment on, however the moment is written', () => {
    const wanted = {usage, thumbprint: NEW, at} as const;
    expect(pointsTo(staged(at), wanted, NOW)).toBe(true);
    expect(pointsTo(staged('2026-03-02T12:00:00.000Z'), wanted, NOW)).toBe(true);
    expect(pointsTo(staged('2026-03-02T12:00:00.001Z'), wanted, NOW)).toBe(false);
    expect(pointsTo(staged(at), {...wanted, thumbprint: OLD.replace('A', 'E')}, NOW)).toBe(false);
  });

  test('now, where nothing else is staged', () => {
    const wanted = {usage, thumbprint: OLD} as const;
    expect(pointsTo({[usage]: {current: OLD}}, wanted, NOW)).toBe(true);
    expect(pointsTo(staged(at), wanted, NOW)).toBe(false);
    expect(pointsTo({}, wanted, NOW)).toBe(false);
  });
});
