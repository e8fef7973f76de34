import type {Usage} from '../model/usage.ts';

const HOUR = 3_600_000;

/** A usage whose certificate signs tokens: they outlive the moment at which another certificate takes over. */
export interface TokenFacts {
  /** Milliseconds for which a token is valid: so long the old certificate must stay valid after the new one took over. */
  readonly lifetime: number;
  /** Milliseconds from now to the moment of a roll, so that every server and partner has the new certificate before. */
  readonly notice: number;
}

/**
 * The two usages for which the product keeps an old and a new certificate side by side ("Staging AV and OAuth
 * certificates using -Roll in Set-CsCertificate"): tokens of the media relay are valid for 8 hours, those of OAuth for
 * 24, and partners such as Exchange keep what they read of OAuth for longer.
 */
export const TOKEN_USAGES: Readonly<Partial<Record<Usage, TokenFacts>>> = {
  AudioVideoAuthentication: {lifetime: 8 * HOUR, notice: 24 * HOUR},
  OAuthTokenIssuer: {lifetime: 24 * HOUR, notice: 48 * HOUR},
};

export const isTokenUsage = (usage: Usage): boolean => TOKEN_USAGES[usage] !== undefined;
