const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

/** A page under a policy of our own, before anything in it counts; one that is in the page itself holds as well. */
export function sealed(html: string): string {
    const policy = `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`;
    const head = /<head(\s[^>]*)?>/i;
    return head.test(html) ? html.replace(head, found => `${found}${policy}`) : `<!DOCTYPE html><html><head>${policy}</head><body>${html}</body></html>`;
}
