import { ServiceError } from "../errors.ts";

/**
 * A part of a path as it is meant, without percent signs.
 * @throws ServiceError SERVER_NOT_FOUND where these encode no text: nothing here has such a name
 */
export function decodePath(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (failure) {
    throw new ServiceError("SERVER_NOT_FOUND", `There is no ${part}: what is behind its percent signs is no text.`, {
      cause: failure,
    });
  }
}
