/** Where a model's endpoint is. The server decides by the same rule what it may ask. */

/** Whether an address names this machine and cannot be anything else. */
export function isLoopback(baseUrl: string): boolean {
    let host: string;
    try {
        host = new URL(baseUrl).hostname;
    } catch {
        return false;
    }
    return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** What a person is told that code would go to. */
export function endpointName(provider: string, baseUrl: string): string {
    if (baseUrl !== "") {
        return baseUrl;
    }
    return { bedrock: "Amazon Bedrock", vertex: "Google Vertex AI" }[provider] ?? "api.anthropic.com";
}
