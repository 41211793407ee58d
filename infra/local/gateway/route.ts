export interface Route {
  readonly method: string;
  /** Path with parameters in braces: `/v1/models/{study}`. */
  readonly path: string;
  /** Null if the route needs no token. */
  readonly scope?: string | null;
}

export interface RouteMatch {
  /** `GET /v1/models/{study}` */
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  /** True if the route needs no token. */
  readonly isOpen: boolean;
}

/**
 * The route of a request; undefined if there is none or the percent-encoding of the path is invalid. A route without
 * parameters takes precedence.
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | undefined {
  const parts = decodedParts(path);
  if (!parts) return undefined;
  const matches = routes
    .filter((route) => route.method === method)
    .map((route) => ({ route, pathParameters: parametersOf(route.path.split('/'), parts) }))
    .filter(({ pathParameters }) => pathParameters !== undefined)
    .sort((a, b) => Object.keys(a.pathParameters!).length - Object.keys(b.pathParameters!).length);
  const best = matches[0];
  if (!best) return undefined;
  const { method: ofRoute, path: pattern, scope } = best.route;
  return {
    routeKey: `${ofRoute} ${pattern}`,
    pathParameters: best.pathParameters!,
    isOpen: scope === null,
  };
}

function parametersOf(expected: string[], parts: string[]): Record<string, string> | undefined {
  if (expected.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of expected.entries()) {
    const part = parts[index]!;
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined && segment !== part) return undefined;
    if (name !== undefined && part === '') return undefined;
    if (name !== undefined) parameters[name] = part;
  }
  return parameters;
}

function decodedParts(path: string): string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
