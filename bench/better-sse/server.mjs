// A Node server with better-sse as a peer of bench/peers.sh: a channel to subscribe to, and a POST that publishes to it.
import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';

const channel = createChannel();

createServer(async (request, response) => {
  if (request.method === 'POST') {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    channel.broadcast(body);
    response.writeHead(204).end();
  } else {
    // Texts as they are, as the other servers send them, and not as JSON.
    channel.register(await createSession(request, response, { serializer: String, keepAlive: 15_000 }));
  }
}).listen({ host: '127.0.0.1', port: 18193, backlog: 4096 });
