/** Something else leads requests to the Service, an API gateway for instance; only the URL is known here. */
export function noRoute(): void {}
