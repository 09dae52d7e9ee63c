import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The treatment of a connection's bytes: they pass, are lost, or wait. */
type Way = 'pass' | 'lose' | 'hold';

interface Connection {
  client: Socket;
  server: Socket;
  there: Way;
  back: Way;
  held: Buffer[];
}

/** A fixed address for servers that change, with the failures of a network. */
export async function startTcpProxy(port: number) {
  let target = port;
  let received = '';
  const connections = new Set<Connection>();

  const proxy = createServer((client) => {
    const server = connect(target, '127.0.0.1');
    const connection: Connection = { client, server, there: 'pass', back: 'pass', held: [] };
    connections.add(connection);
    client.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      if (connection.there === 'pass') server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      if (connection.back === 'pass') client.write(chunk);
      if (connection.back === 'hold') connection.held.push(chunk);
    });
    const end = () => {
      connections.delete(connection);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  return {
    /** Its address, as one of Redis. */
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    /** Connects new connections to another port. */
    leadTo(other: number) {
      target = other;
    },
    /** All that clients have sent so far. */
    received: () => received,
    /** Makes the current connections lose their bytes, without an error. */
    lose(directions: 'both' | 'back') {
      for (const connection of connections) {
        connection.back = 'lose';
        if (directions === 'both') connection.there = 'lose';
      }
    },
    /** Keeps answers back, until the function that it returns is called. */
    hold() {
      for (const connection of connections) connection.back = 'hold';
      return () => {
        for (const connection of connections) {
          connection.back = 'pass';
          for (const chunk of connection.held.splice(0)) connection.client.write(chunk);
        }
      };
    },
    /** Breaks all connections. */
    cut() {
      for (const { client } of connections) client.destroy();
    },
    async stop() {
      proxy.close();
      this.cut();
      await once(proxy, 'close');
    },
  };
}
