"""What only the Docker way needs: accounts in Elasticsearch, and how the programs there show that they work."""
