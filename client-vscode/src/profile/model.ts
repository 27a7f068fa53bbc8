/** The parts of the server's Profile (docs/wire.md) that are shown. */
export interface Profile {
    patterns: PatternItem[];
    lessons: LessonItem[];
    style: FactItem[];
    strategies: StrategyItem[];
    muted: MuteItem[];
    errors: ErrorKind[];
    hotSpots: { path: string; seen: number; open: number }[];
    changes: Change[];
    counts: Record<string, unknown>;
}

export interface Item {
    id: string;
    type: string;
    stage: string;
    evidence: Evidence[];
    evidenceCount: number;
    effect: Effect | null;
    lastUsed: number | null;
    pinned: boolean;
    scope: string;
}

export interface Evidence { id: string; path: string; uri?: string; line: number; date: number; before: string; after: string; source: string }
export interface Effect { measure: string; value: number | null; low: number; high: number; kept?: number; cases?: number; for?: number; against?: number }
export interface PatternItem extends Item { title: string; kind: { source: string; code: string }; language: string; level: number; kept: number; edited: number; reverted: number; suspended: boolean }
export interface LessonItem extends Item { text: string; origin: string; because: string }
export interface FactItem extends Item { topic: string; value: string; sentence: string; for: number; against: number; declared: string }
export interface StrategyItem extends Item { strategy: string; kind: { source: string; code: string } | null }
export interface MuteItem extends Item { rule: string }
export interface ErrorKind { source: string; code: string; seen: number; open: number; files: number; relapses: number; medianLife: number | null; fixedBy: Record<string, number> }
export interface Change { id: string; time: number; type: string; action?: string; undone: boolean; [detail: string]: unknown }
